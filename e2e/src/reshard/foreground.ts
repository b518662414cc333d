import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mysql2/promise';
import { percentile } from '../load/ledger.ts';
import { fill } from './copy-rate.ts';
import { MoveCluster } from './move-cluster.ts';

export type ForegroundOptions = {
  /** In the table that is copied, and that the clients read and write. */
  readonly rows: number;
  readonly clients: number;
  /** Between two statements of one client. */
  readonly pauseMs: number;
  /** How much of the copying the throttler refuses, 0 to 1. */
  readonly ratio: number;
  /** How often the modes take turns. */
  readonly rounds: number;
  readonly portBase?: number;
  readonly print: (line: string) => void;
};

export const modes = ['idle', 'copying', 'throttled'] as const;
export type Mode = (typeof modes)[number];

export type Latencies = {
  readonly statements: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Copied in this mode. */
  readonly rowsPerSecond: number;
};

/** What is measured of one mode each time. */
const TURN_MS = 8_000;
const BEGIN_MS_MAX = 120_000;
const SETTLE_MS_MAX = 60_000;

/**
 * What clients of a table wait while it is copied, with the throttler and without, beside what they wait while it is not. The modes take turns,
 * so that what else the machine does meanwhile falls on each. Each turn copies the table from its begin.
 *
 * @throws Error it was copied as a whole before a turn was over: more rows are needed.
 */
export async function foreground(options: ForegroundOptions): Promise<Readonly<Record<Mode, Latencies>>> {
  const { rows, rounds, ratio, portBase, print } = options;
  const cluster = await MoveCluster.start(portBase === undefined ? {} : { portBase });
  const clients = new Clients(options);
  try {
    await cluster.addShard('old', '0');
    await cluster.addShard('new', '0');
    await fill(cluster, rows);
    await cluster.startGate();
    const found = { idle: new Measured(), copying: new Measured(), throttled: new Measured() };
    clients.start(await cluster.connectMany(options.clients, 'old'));
    for (let round = 0; round < rounds; round++) {
      for (const mode of modes) await turn(cluster, mode, ratio, clients, found[mode]);
    }
    await clients.stop();
    const result = { idle: found.idle.all(), copying: found.copying.all(), throttled: found.throttled.all() };
    print(describe(result));
    return result;
  } finally {
    await clients.stop();
    await cluster.stop();
  }
}

async function turn(
  cluster: MoveCluster,
  mode: Mode,
  ratio: number,
  clients: Clients,
  measured: Measured,
): Promise<void> {
  const throttle = ['--throttle-app', 'vreplication', '--throttle-app-ratio', String(ratio)];
  for (const keyspace of ['old', 'new']) {
    const how = mode === 'throttled' ? ['--enable', ...throttle] : ['--disable'];
    await cluster.vtctl('UpdateThrottlerConfig', ...how, keyspace);
  }
  if (mode !== 'idle') await begin(cluster);
  const [rows, startMs] = [mode === 'idle' ? 0 : await copiedRows(cluster), performance.now()];
  clients.times = [];
  await sleep(TURN_MS);
  const copied = (mode === 'idle' ? 0 : await copiedRows(cluster)) - rows;
  measured.add(clients.times, copied, performance.now() - startMs);
  if (mode === 'idle') return;
  await checkCopying(cluster);
  await cluster.vtctl('MoveTables', ...workflow, 'cancel');
  await settle(cluster);
}

const workflow = ['--workflow', 'w', '--target-keyspace', 'new'] as const;

/** The copying begins, and first rows have come. @throws Error they do not come. */
async function begin(cluster: MoveCluster): Promise<void> {
  const source = ['--source-keyspace', 'old', '--tables', 't', '--tablet-types', 'PRIMARY'];
  await cluster.vtctl('MoveTables', ...workflow, 'create', ...source);
  const endMs = performance.now() + BEGIN_MS_MAX;
  while ((await copiedRows(cluster)) === 0) {
    if (performance.now() > endMs) throw new Error('no row was copied since the copying began');
    await sleep(100);
  }
}

/** @throws Error all is copied already, or the copy has failed. */
async function checkCopying(cluster: MoveCluster): Promise<void> {
  const [stream] = await cluster.rowsOf('new', '0', 'select state, message from _vt.vreplication');
  const state = String(stream?.['state']);
  if (state === 'Copying') return;
  if (state === 'Running')
    throw new Error('the table was copied as a whole before the turn was over: more --rows are needed');
  throw new Error(`the copy is in state ${state}: ${String(stream?.['message'])}`);
}

/** What a copy has left to be written to the disk, and the next mode must not pay for, is written. @throws Error it is not, in the time that is allowed. */
async function settle(cluster: MoveCluster): Promise<void> {
  const [size] = await cluster.rowsOf('new', '0', "show global status like 'Innodb_buffer_pool_pages_total'");
  const few = Number(size?.['Value']) / 1_000;
  const endMs = performance.now() + SETTLE_MS_MAX;
  for (;;) {
    const [left] = await cluster.rowsOf('new', '0', "show global status like 'Innodb_buffer_pool_pages_dirty'");
    const dirty = Number(left?.['Value']);
    if (dirty <= few) return;
    if (performance.now() > endMs) throw new Error(`${dirty} pages of the copy are still not on the disk`);
    await sleep(100);
  }
}

async function copiedRows(cluster: MoveCluster): Promise<number> {
  const [row] = await cluster.rowsOf('new', '0', 'select coalesce(max(id), 0) as n from t');
  return Number(row?.['n']);
}

class Measured {
  readonly #times: number[] = [];
  #rows = 0;
  #ms = 0;

  add(times: readonly number[], rows: number, ms: number): void {
    this.#times.push(...times);
    this.#rows += rows;
    this.#ms += ms;
  }

  all(): Latencies {
    return {
      statements: this.#times.length,
      p50Ms: percentile(this.#times, 0.5),
      p99Ms: percentile(this.#times, 0.99),
      rowsPerSecond: Math.round((this.#rows * 1000) / this.#ms),
    };
  }
}

/** Clients that read rows by their keys, and write each fourth time. */
class Clients {
  /** Milliseconds of each statement that has ended since this was emptied. */
  times: number[] = [];
  readonly #options: ForegroundOptions;
  #running: readonly Promise<void>[] = [];
  #isStopped = false;

  constructor(options: ForegroundOptions) {
    this.#options = options;
  }

  start(connections: readonly Connection[]): void {
    this.#running = connections.map((connection, i) => this.#run(connection, i));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#running);
  }

  async #run(connection: Connection, client: number): Promise<void> {
    const { rows, pauseMs } = this.#options;
    for (let i = client; !this.#isStopped; i++) {
      const id = (i * 7_919 + client * 104_729) % rows;
      const startMs = performance.now();
      await connection.query(
        i % 4 === 0 ? `update t set owner = ${i} where id = ${id}` : `select note from t where id = ${id}`,
      );
      this.times.push(performance.now() - startMs);
      await sleep(pauseMs);
    }
  }
}

function describe(found: Readonly<Record<Mode, Latencies>>): string {
  const lines = modes.map((mode) => {
    const { statements, p50Ms, p99Ms, rowsPerSecond } = found[mode];
    const ratio = (p99Ms / found.idle.p99Ms).toFixed(2);
    return `${mode.padEnd(9)} p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms (${ratio} of idle), ${statements} statements, ${rowsPerSecond} rows/s copied`;
  });
  return [...lines, `machine load ${(loadavg()[0] ?? 0).toFixed(1)}`].join('\n');
}
