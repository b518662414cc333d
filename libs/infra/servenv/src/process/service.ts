import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Flags, FlagValues } from '../flags/flag.ts';
import { followStaticUsers } from '../grpc/caller-auth.ts';
import { GrpcServer, type GrpcServerOptions } from '../grpc/grpc-server.ts';
import { refusalLog } from '../grpc/refused-tls.ts';
import { addDebugPages } from '../http/debug-pages.ts';
import { HttpServer } from '../http/http-server.ts';
import { StatusPage } from '../http/status-page.ts';
import type { Logger } from '../log/logger.ts';
import { Stats } from '../stats/stats.ts';
import { version } from '../version.ts';
import type { CommonFlags } from './common-flags.ts';
import { anyAddress, listenProblem, portProblem, StartError } from './port.ts';
import type { ProcessSpec } from './run-process.ts';
import type { HealthCheck, ServiceEnv, StopHook } from './service-env.ts';
import { StopHooks } from './stopper.ts';

export type ServiceOptions<F extends Flags> = {
  readonly flags: FlagValues<F & CommonFlags>;
  readonly log: Logger;
  readonly positional?: readonly string[];
  /** The command line for `/debug/vars`, secrets already taken out. */
  readonly commandLine?: readonly string[];
  /** Asked to end the process; alone in its Node process or not. */
  readonly onStopRequest?: (exitCode: number, reason: string) => void;
};

/** What calls that still run after draining get before they are broken. */
const CLOSE_GRACE_MS = 1_000;

/** One service with its servers, metrics and pages; several can live in one Node process. */
export class Service<F extends Flags> {
  readonly env: ServiceEnv<F & CommonFlags>;
  readonly #spec: ProcessSpec<F>;
  readonly #flags: FlagValues<CommonFlags>;
  readonly #log: Logger;
  readonly #hooks: StopHooks;
  readonly #checks = new Map<string, HealthCheck>();
  readonly #abort = new AbortController();
  #stopping: Promise<void> | undefined;

  constructor(spec: ProcessSpec<F>, options: ServiceOptions<F>) {
    this.#spec = spec;
    this.#flags = options.flags as FlagValues<CommonFlags>;
    this.#log = options.log;
    this.#hooks = new StopHooks(options.log);
    const stats = new Stats(spec.name, {
      dropped: this.#flags['stats-drop-variables'],
      combined: this.#flags['stats-combine-dimensions'],
    });
    const http = new HttpServer({ log: options.log, securityPolicy: this.#flags['security-policy'] });
    this.env = {
      name: spec.name,
      version,
      flags: options.flags,
      positional: options.positional ?? [],
      log: options.log,
      stats,
      http,
      grpc: new GrpcServer({ ...grpcOptions(this.#flags), onRefused: refusalLog(options.log, 'a caller') }),
      status: new StatusPage(),
      hostname: hostname(),
      signal: this.#abort.signal,
      healthCheck: (name: string, check: HealthCheck) => void this.#checks.set(name, check),
      onTerm: (name: string, hook: StopHook) => this.#hooks.onTerm(name, hook),
      onClose: (name: string, hook: StopHook) => this.#hooks.onClose(name, hook),
      starting: (step: string) => {
        options.log.info(step);
        http.starting(step);
      },
      stop: (exitCode: number, reason: string) => options.onStopRequest?.(exitCode, reason),
    };
    addDebugPages({
      env: this.env,
      flagSpecs: spec.flags,
      commandLine: options.commandLine ?? [],
      unhealthy: () => this.unhealthy(),
    });
  }

  /** Opens the HTTP port, runs the service's own start, then opens gRPC. On failure everything that was opened is closed again. */
  async start(): Promise<void> {
    try {
      await this.#openHttp();
      await this.#spec.start(this.env);
      await this.#openGrpc();
      this.env.grpc.health.setAll(1);
      this.env.http.ready();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Lameduck, drain, close, release. Resolves when all is closed; a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  /** Why `/debug/health` fails, or undefined. */
  unhealthy(): string | undefined {
    if (this.#stopping) return 'stopping';
    for (const [name, check] of this.#checks) {
      const reason = check();
      if (reason !== undefined) return `${name}: ${reason}`;
    }
    return undefined;
  }

  async #openHttp(): Promise<void> {
    const { port, 'grpc-port': grpcPort } = this.#flags;
    const grpcProblem = grpcPort === 0 ? undefined : await portProblem(grpcPort, this.#grpcHost(), '--grpc-port');
    if (grpcProblem !== undefined) throw new StartError(grpcProblem);
    if (port === 0) return;
    await this.env.http.listen(port, this.#flags['bind-address'] || anyAddress()).catch((error: Error) => {
      throw new StartError(listenProblem(error, port, '--port'));
    });
  }

  async #openGrpc(): Promise<void> {
    const port = this.#flags['grpc-port'];
    if (port === 0) return;
    const host = this.#grpcHost();
    await this.env.grpc.listen(port, host.includes(':') ? `[${host}]` : host).catch(async (error: Error) => {
      throw new StartError((await portProblem(port, host, '--grpc-port')) ?? error.message);
    });
  }

  #grpcHost(): string {
    return this.#flags['grpc-bind-address'] || this.#flags['bind-address'] || anyAddress();
  }

  async #stop(): Promise<void> {
    this.env.grpc.health.setAll(2);
    await sleep(this.#flags['lameduck-period']);
    await this.#hooks.drain(this.#flags['onterm-timeout']);
    this.#abort.abort(new Error(`${this.#spec.name} is stopping`));
    await this.env.grpc.close(CLOSE_GRACE_MS);
    await this.#hooks.release(this.#flags['onclose-timeout']);
    await this.env.http.close().catch((error: unknown) => this.#log.warn({ err: error }, 'closing HTTP failed'));
  }
}

function grpcOptions(flags: FlagValues<CommonFlags>): GrpcServerOptions {
  const { 'grpc-cert': cert, 'grpc-key': key, 'grpc-auth-mode': mode } = flags;
  if (Boolean(cert) !== Boolean(key)) throw new StartError('--grpc-cert and --grpc-key go together');
  if (mode === 'static' && !flags['grpc-auth-static-password-file']) {
    throw new StartError('--grpc-auth-mode static needs --grpc-auth-static-password-file');
  }
  if (mode === 'mtls' && !(cert && flags['grpc-ca'])) {
    throw new StartError('--grpc-auth-mode mtls needs --grpc-cert, --grpc-key and --grpc-ca');
  }
  return {
    tls: cert
      ? {
          cert,
          key,
          ca: flags['grpc-ca'] || undefined,
          serverCa: flags['grpc-server-ca'] || undefined,
          crl: flags['grpc-crl'] || undefined,
        }
      : undefined,
    users: mode === 'static' ? followStaticUsers(flags['grpc-auth-static-password-file']) : undefined,
    subjectParts: mode === 'mtls' ? flags['grpc-auth-mtls-allowed-substrings'].split(':').filter(Boolean) : undefined,
    messageBytesMax: flags['grpc-max-message-size'],
    keepaliveTimeMs: flags['grpc-server-keepalive-time'],
    keepaliveTimeoutMs: flags['grpc-server-keepalive-timeout'],
    connectionAgeMaxMs: flags['grpc-max-connection-age'],
    connectionAgeGraceMs: flags['grpc-max-connection-age-grace'],
    serviceMap: flags['service-map'],
  };
}
