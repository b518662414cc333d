import { collectResult, type Row } from '@vt/sqltypes';
import type { Column, TrackedTables } from '@vt/vschema';
import type { Caller, ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';
import { columnType } from './column-types.ts';

const COLUMNS_MAX = 2_000_000;
const TIMEOUT_MS = 30_000;
const DELAY_MS = 50;
const RETRY_MS = 2_000;
const caller: Caller = { user: 'vtgate schema tracker', groups: [], remote: '' };

const QUERY =
  'select table_name, column_name, data_type, column_type, collation_name, is_nullable, column_default, extra ' +
  'from information_schema.columns where table_schema = database() order by table_name, ordinal_position';

export type TrackerDeps = {
  readonly gateway: TabletGateway;
  readonly serving: ServingGraph;
  readonly onTables: (keyspace: string, tables: TrackedTables) => void;
  readonly onProblem: (keyspace: string, error: unknown) => void;
};

/** Knows the tables and columns of each keyspace by asking one of its primaries; asks again when told that something changed. */
export class TableTracker {
  readonly #deps: TrackerDeps;
  readonly #signal: AbortSignal;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(deps: TrackerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    signal.addEventListener('abort', () => {
      for (const timer of this.#pending.values()) clearTimeout(timer);
      this.#pending.clear();
    });
  }

  /** Reads the keyspace's tables soon; calls in a row are one reading. */
  schedule(keyspace: string, delayMs = DELAY_MS): void {
    if (this.#signal.aborted || this.#pending.has(keyspace)) return;
    const timer = setTimeout(() => {
      this.#pending.delete(keyspace);
      void this.reload(keyspace);
    }, delayMs);
    timer.unref();
    this.#pending.set(keyspace, timer);
  }

  async reload(keyspace: string): Promise<void> {
    await this.#running.get(keyspace);
    const reading = this.#read(keyspace);
    this.#running.set(keyspace, reading);
    await reading;
    if (this.#running.get(keyspace) === reading) this.#running.delete(keyspace);
  }

  async #read(keyspace: string): Promise<void> {
    const [shard] = this.#deps.serving.shards(keyspace, 'PRIMARY') ?? [];
    if (!shard) return;
    const answer = collectResult({ rowsMax: COLUMNS_MAX });
    const call = {
      sql: QUERY,
      binds: {},
      caller,
      transactionId: 0n,
      reservedId: 0n,
      alias: undefined,
      begin: undefined,
      afterBegin: [],
      settings: [],
      reserve: false,
      workload: 'DBA',
      clientFoundRows: false,
      repeatable: true,
      wantsDiagnostics: false,
      timeoutMs: TIMEOUT_MS,
    } as const;
    try {
      const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]);
      await this.#deps.gateway.execute({ keyspace, shard: shard.name, tabletType: 'PRIMARY' }, call, answer, signal);
      this.#deps.onTables(keyspace, readTables((await answer.result).rows));
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#deps.onProblem(keyspace, error);
      this.schedule(keyspace, RETRY_MS);
    }
  }
}

function readTables(rows: readonly Row[]): TrackedTables {
  const tables = new Map<string, { columns: Column[] }>();
  for (const row of rows) {
    const [table = '', name = '', dataType = '', columnText = '', collation = '', nullable, defaultText, extra = ''] =
      row.map(text);
    const entry = tables.get(table) ?? { columns: [] };
    entry.columns.push({
      name,
      type: columnType(dataType, columnText),
      collation: collation || undefined,
      invisible: /INVISIBLE/i.test(extra),
      nullable: nullable !== 'NO',
      default: defaultText || undefined,
    });
    tables.set(table, entry);
  }
  return tables;
}

function text(value: Uint8Array | null): string {
  return value === null ? '' : Buffer.from(value).toString();
}
