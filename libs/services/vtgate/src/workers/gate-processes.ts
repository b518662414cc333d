import type { Socket } from 'node:net';
import type { MysqlServer, MysqlServerOptions } from '@vt/mysql';
import { type CommonFlags, json, type ServiceEnv } from '@vt/servenv';
import type { vtgateFlags } from '../flags.ts';
import type { ClientProcess } from '../session/client-process.ts';
import { mergeMetrics, mergeVars } from './merge.ts';
import { ROLE_VARIABLE, roleOf, type WorkerRole } from './messages.ts';
import { WorkerLink } from './worker-link.ts';
import { WorkerPool } from './worker-pool.ts';

type Env = ServiceEnv<typeof vtgateFlags & CommonFlags>;
/** What this process has of its own. */
type Own = { killConnection(id: number, queryOnly: boolean): boolean; processes(): readonly ClientProcess[] };

const nobody: Own = { killConnection: () => false, processes: () => [] };

const STOP_TIMEOUT_MS = 15_000;

/** The processes of one gate: this one, and with `--workers` others that serve the same port. Which of them this is, the environment says. */
export class GateProcesses {
  readonly #env: Env;
  readonly #role: WorkerRole | undefined;
  readonly #workers: number;
  #own: Own = nobody;
  #pool: WorkerPool | undefined;
  #link: WorkerLink | undefined;

  constructor(env: Env) {
    this.#env = env;
    this.#role = roleOf(process.env[ROLE_VARIABLE]);
    this.#workers = this.#role?.workers ?? Math.max(1, env.flags.workers);
  }

  get isMain(): boolean {
    return this.#role === undefined;
  }

  /** For the MySQL server of this process. */
  get serverOptions(): Pick<MysqlServerOptions, 'handOver' | 'idShare'> {
    if (this.#workers === 1) return {};
    const idShare = { index: this.#role?.index ?? 0, of: this.#workers };
    return this.isMain ? { idShare, handOver: (socket: Socket) => this.#pool?.deal(socket) ?? false } : { idShare };
  }

  /** A client's connection, whichever process has it; false: there is none of that id. */
  async kill(id: number, queryOnly: boolean): Promise<boolean> {
    return (this.#pool ?? this.#link)?.kill(id, queryOnly) ?? this.#own.killConnection(id, queryOnly);
  }

  /** Clients of all processes. */
  async list(): Promise<readonly ClientProcess[]> {
    return (this.#pool ?? this.#link)?.list() ?? this.#own.processes();
  }

  /** Starts the others, or tells the main process that this one is ready. Before the main one listens. */
  async join(server: Pick<MysqlServer<unknown>, 'adopt'>, own: Own): Promise<void> {
    this.#own = own;
    if (this.#workers === 1) return;
    if (this.#role) this.#link = this.#openLink(this.#role, server);
    else await this.#openPool();
  }

  #openLink(role: WorkerRole, server: Pick<MysqlServer<unknown>, 'adopt'>): WorkerLink {
    const { stats } = this.#env;
    return new WorkerLink(role, {
      adopt: (socket) => server.adopt(socket),
      killOwn: (id, queryOnly) => this.#own.killConnection(id, queryOnly),
      listOwn: () => this.#own.processes(),
      metrics: async () => ({ vars: plain(stats.vars()), text: await stats.metrics() }),
      orphaned: () => this.#env.stop(1, 'the main process of the gate is gone'),
    });
  }

  async #openPool(): Promise<void> {
    const { log, http, onTerm, onClose, starting } = this.#env;
    const pool = new WorkerPool({
      workers: this.#workers,
      log,
      killOwn: (id, queryOnly) => this.#own.killConnection(id, queryOnly),
      listOwn: () => this.#own.processes(),
    });
    onTerm('workers', (signal) => pool.stop(signal));
    onClose('workers', () => pool.stop(AbortSignal.timeout(STOP_TIMEOUT_MS)));
    starting(`waiting for ${this.#workers - 1} more processes`);
    await pool.start();
    this.#pool = pool;
    http.route('/debug/vars', async () => json(await this.#vars(pool)), {
      role: 'monitoring',
      title: 'metrics as JSON, all processes together',
    });
    http.route('/metrics', () => this.#metrics(pool), { role: 'monitoring', title: 'metrics for Prometheus' });
  }

  async #vars(pool: WorkerPool): Promise<object> {
    return mergeVars([this.#env.stats.vars(), ...(await pool.metrics()).map(({ vars }) => vars)]);
  }

  async #metrics(pool: WorkerPool) {
    const texts = [await this.#env.stats.metrics(), ...(await pool.metrics()).map(({ text }) => text)];
    return { type: 'text/plain; version=0.0.4; charset=utf-8', body: mergeMetrics(texts) };
  }
}

/** As it would be shown: functions and the like do not travel between processes. */
function plain(vars: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(vars, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  ) as Record<string, unknown>;
}

/** A worker's command line: that of the main process, without what only one process can have. */
export function gateArguments(argv: readonly string[]): string[] {
  if (!roleOf(process.env[ROLE_VARIABLE])) return [...argv];
  return [...argv, '--port=0', '--grpc-port=0', '--pid-file='];
}
