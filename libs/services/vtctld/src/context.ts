import type { BackupStorage } from '@vt/backupstorage';
import type { MethodName, MethodsOfKind, Request, ResponseInput } from '@vt/proto';
import type { TabletManagers } from '@vt/reparent';
import type { Logger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import type { OnReparent } from './stats.ts';
import type { ReachCrashPoint } from './workflow/crash-point.ts';

export type Vtctld = 'vtctlservice.Vtctld';
export type VtctldMethod = MethodName<Vtctld>;

/** What every method works with. */
export type Context = {
  readonly topo: TopoServer;
  readonly tablets: TabletManagers;
  readonly log: Logger;
  /** The longest that one call to a tablet may take (--remote-operation-timeout). */
  readonly remoteTimeoutMs: number;
  /** Another tool moves primaries (--disable-active-reparents). */
  readonly isReparentedElsewhere?: boolean;
  readonly onReparent?: OnReparent;
  /** Undefined: no storage is configured. */
  readonly backups?: BackupStorage;
  /** For tests: what asks tablets for their pages. */
  readonly fetch?: typeof fetch;
  /** For tests: told of each step of a workflow, and may end the process there. */
  readonly reach?: ReachCrashPoint;
};

/** One method: the request in, the response out; what it throws becomes the status. */
export type Handler<M extends VtctldMethod> = (
  request: Request<Vtctld, M>,
  context: Context,
  signal: AbortSignal,
) => Promise<ResponseInput<Vtctld, M>>;

export type StreamMethod = MethodsOfKind<Vtctld, 'serverStream'>;

/** One method that answers with a stream; what it throws ends it. */
export type StreamHandler<M extends StreamMethod> = (
  request: Request<Vtctld, M>,
  context: Context,
  signal: AbortSignal,
) => AsyncGenerator<ResponseInput<Vtctld, M>>;
