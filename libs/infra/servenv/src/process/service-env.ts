import type { Flags, FlagValues } from '../flags/flag.ts';
import type { GrpcServer } from '../grpc/grpc-server.ts';
import type { HttpServer } from '../http/http-server.ts';
import type { StatusPage } from '../http/status-page.ts';
import type { Logger } from '../log/logger.ts';
import type { Stats } from '../stats/stats.ts';

/** Why a process is not healthy, or undefined when it is. */
export type HealthCheck = () => string | undefined;

/** Runs once while the process stops; the signal aborts when its time is over. */
export type StopHook = (signal: AbortSignal) => void | Promise<void>;

/**
 * What a service is given to be a process with. Several may live in one Node process, each with its own: nothing here is global.
 */
export type ServiceEnv<F extends Flags> = {
  readonly name: string;
  /** `1.2.3`, as `--version` prints it. */
  readonly version: string;
  readonly flags: FlagValues<F>;
  readonly positional: readonly string[];
  readonly log: Logger;
  readonly stats: Stats;
  readonly http: HttpServer;
  readonly grpc: GrpcServer;
  readonly status: StatusPage;
  /** The name of this host for records that others read. */
  readonly hostname: string;
  /** Aborted when stopping begins, after the lameduck period. */
  readonly signal: AbortSignal;
  /** A reason in `/debug/health`; all checks must pass. */
  healthCheck(name: string, check: HealthCheck): void;
  /** Drain: at SIGTERM, all at once, within `--onterm-timeout`, while the servers still answer. */
  onTerm(name: string, hook: StopHook): void;
  /** Release: after the servers closed, the last added first, within `--onclose-timeout`. */
  onClose(name: string, hook: StopHook): void;
  /** What `start` is busy with, shown to pollers while it starts. */
  starting(step: string): void;
  /** Ends the process in order, as SIGTERM does; for failures that leave nothing to serve. */
  stop(exitCode: number, reason: string): void;
};
