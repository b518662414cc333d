import { toVtError } from '@vt/base';
import type { CallSettle, RunningCall } from '@vt/discovery';
import { type ConnectOptions, MysqlConnection } from '@vt/mysql';
import { type CallState, type TabletRequest, TabletCallError as TransportError } from '@vt/proto';
import { decodeText, encodeText } from '@vt/sqlparser';
import {
  type BindValue,
  type BindVariables,
  type Diagnostic,
  defaultLiteralMode,
  emptyOk,
  encodeScalar,
  encodeTuple,
  encodeValue,
  type LiteralMode,
  type ResultSink,
  Type,
} from '@vt/sqltypes';
import { answerRows } from '../executor/session-answers/local-result.ts';
import {
  type BeginOptions,
  type TabletCall,
  TabletCallError,
  type TabletGateway,
  type TabletHealthRow,
  type TabletState,
  type TabletTarget,
} from '../gateway/tablet-gateway.ts';
import { scan } from '../text/scan.ts';

type Held = { readonly connection: MysqlConnection; readonly key: string };

/** Tablets without a tablet: each shard is a database of one mysqld. Does what a tablet does with transactions and settings. */
export class DirectGateway implements TabletGateway {
  readonly #connect: ConnectOptions;
  readonly #idle = new Map<string, MysqlConnection[]>();
  readonly #held = new Map<bigint, Held>();
  /** Keyspaces whose tablets refuse every statement, as those whose tables have moved do. */
  readonly denied = new Set<string>();
  /** They refuse only when they have begun the call's transaction, as one does that learns it meanwhile. */
  deniesBegun = false;
  /** Told of each refusal. */
  onDenied: (keyspace: string) => void = () => {};
  /** Databases of unsharded keyspaces that are called otherwise than by default. */
  readonly names = new Map<string, string>();
  /** Servers of shards (`keyspace/shard`) that have the database of a tablet, each its own; others are databases of the one. */
  readonly servers = new Map<string, ConnectOptions>();
  /** What SHOW VITESS_TABLETS and its like are told. */
  health: readonly TabletHealthRow[] = [];
  readonly queries: { readonly shard: string; readonly sql: string }[] = [];
  #nextId = 1n;

  constructor(connect: ConnectOptions) {
    this.#connect = connect;
  }

  static database({ keyspace, shard }: Pick<TabletTarget, 'keyspace' | 'shard'>): string {
    return `vt_${keyspace}${shard === '0' ? '' : `:${shard}`}`;
  }

  database(keyspace: string): string | undefined {
    return this.names.get(keyspace);
  }

  placeOf(target: Pick<TabletTarget, 'keyspace' | 'shard'>): { server: ConnectOptions; database: string } {
    const { keyspace, shard } = target;
    const own = this.servers.get(`${keyspace}/${shard}`);
    const database = this.names.get(keyspace) ?? DirectGateway.database(own ? { keyspace, shard: '0' } : target);
    return { server: own ?? this.#connect, database };
  }

  async describe(
    target: TabletTarget,
    { sql, settings }: Pick<TabletCall, 'sql' | 'settings'>,
    sink: ResultSink,
  ): Promise<void> {
    const key = `${keyOf(target)} ${settings.join(';')}`;
    const connection = await this.#acquire(target, key, settings);
    try {
      const statement = await connection.prepare(sql);
      connection.closeStatement(statement);
      for (const list of [statement.paramDefinitions, statement.columns]) {
        sink.columns(list, 'text');
        sink.end(emptyOk, list !== statement.columns);
      }
    } finally {
      this.#giveBack(key, connection);
    }
  }

  async execute(target: TabletTarget, call: TabletCall, sink: ResultSink, _signal: AbortSignal): Promise<TabletState> {
    const isDenied = this.denied.has(target.keyspace);
    if (isDenied && !(this.deniesBegun && call.begin)) throw this.#denial(target, { ...call, alias: undefined });
    const told = render(call.sql, call.binds, defaultLiteralMode);
    this.queries.push({ shard: `${target.keyspace}/${target.shard}`, sql: told });
    const foundRows = call.clientFoundRows;
    const key = `${keyOf(target)} ${call.settings.join(';')}${foundRows ? '+' : ''}`;
    const held = this.#held.get(call.transactionId) ?? this.#held.get(call.reservedId);
    const connection = held?.connection ?? (await this.#acquire(target, key, call.settings, foundRows));
    let state: TabletState = { transactionId: call.transactionId, reservedId: call.reservedId, alias: undefined };
    if (call.begin || call.reserve) {
      const id = call.transactionId || call.reservedId || this.#nextId++;
      this.#held.set(id, { connection, key });
      state = {
        transactionId: call.begin ? id : call.transactionId,
        reservedId: call.reserve ? id : call.reservedId,
        alias: 'test-1',
      };
    }
    try {
      if (call.reserve) for (const text of call.settings) await connection.execute(text);
      if (call.begin)
        for (const text of [...beginTexts(call.begin), ...call.afterBegin]) await connection.execute(text);
      if (isDenied) throw this.#denial(target, state);
      const sql = connection.noBackslashEscapes ? render(call.sql, call.binds, connection) : told;
      const sequence = NEXTVAL.exec(sql);
      if (sequence) await nextValues(connection, sequence, sink);
      else await send(connection, sql, sink, call);
    } catch (error) {
      throw error instanceof TabletCallError ? error : new TabletCallError(error, state);
    } finally {
      if (!held && state.transactionId === 0n && state.reservedId === 0n) this.#giveBack(key, connection);
    }
    return state;
  }

  /** What came the short way: its values have no names. */
  readonly started: TabletRequest[] = [];

  start(request: TabletRequest, alias: string | undefined, sink: ResultSink, settle: CallSettle): RunningCall {
    if (request.values || request.method !== 'execute') this.started.push(request);
    const { target, binds, transactionId, reservedId, settings, postBegin, reserve } = request;
    const call: TabletCall = {
      sql: request.values ? withValues(request.sql, request.values) : request.sql,
      binds,
      caller: { user: '', groups: [], remote: '' },
      transactionId,
      reservedId,
      alias,
      begin: request.begin ? beginOf(request.options) : undefined,
      afterBegin: postBegin,
      settings,
      reserve,
      workload: workloadOf(request.options),
      clientFoundRows: request.options?.client_found_rows ?? false,
      repeatable: false,
      wantsDiagnostics: request.wantsDiagnostics,
      binaryRows: request.rowFormat === 'binary',
      timeoutMs: undefined,
    };
    const { method } = request;
    const isEnd = method === 'commit' || method === 'rollback';
    const ran = isEnd
      ? this.#end({ transactionId, reservedId, alias }, method)
      : this.execute(target as TabletTarget, call, sink, new AbortController().signal);
    ran.then(
      (state) => settle.resolve(callState(state)),
      (thrown: unknown) => {
        if (thrown instanceof TabletCallError && thrown.cause instanceof TransportError)
          return settle.reject(thrown.cause);
        const { cause, state } = thrown instanceof TabletCallError ? thrown : { cause: thrown, state: noState };
        settle.reject(TransportError.from(toVtError(cause), true, callState(state)));
      },
    );
    return { cancel() {}, abort() {} };
  }

  commit(_target: TabletTarget, state: TabletState): Promise<TabletState> {
    return this.#end(state, 'commit');
  }

  rollback(_target: TabletTarget, state: TabletState): Promise<TabletState> {
    return this.#end(state, 'rollback');
  }

  async release(_target: TabletTarget, state: TabletState): Promise<void> {
    this.#held.get(state.reservedId)?.connection.close();
    this.#held.delete(state.reservedId);
  }

  tablets(): readonly TabletHealthRow[] {
    return this.health;
  }

  close(): void {
    for (const { connection } of this.#held.values()) connection.close();
    for (const connection of [...this.#idle.values()].flat()) connection.close();
  }

  #denial({ keyspace }: TabletTarget, state: TabletState): TabletCallError {
    this.onDenied(keyspace);
    const message = 'disallowed due to rule: enforce denied tables';
    const refusal = { code: 'FAILED_PRECONDITION', message, mayHaveRun: false, held: callState(state) } as const;
    return new TabletCallError(new TransportError(refusal), state);
  }

  get openTransactions(): number {
    return this.#held.size;
  }

  async #end(state: TabletState, sql: string): Promise<TabletState> {
    const held = this.#held.get(state.transactionId);
    if (!held) throw new Error(`no transaction ${state.transactionId}`);
    await held.connection.execute(sql);
    if (state.reservedId !== 0n) return { ...state, transactionId: 0n };
    this.#held.delete(state.transactionId);
    if (state.reservedId === 0n) this.#giveBack(held.key, held.connection);
    return { ...state, transactionId: 0n };
  }

  async #acquire(
    target: TabletTarget,
    key: string,
    settings: readonly string[],
    foundRows = false,
  ): Promise<MysqlConnection> {
    const idle = this.#idle.get(key)?.pop();
    if (idle) return idle;
    const { server, database } = this.placeOf(target);
    const connection = await MysqlConnection.connect({ ...server, database, foundRows });
    await connection.execute('set names utf8mb4');
    for (const setting of settings) await connection.execute(setting);
    return connection;
  }

  #giveBack(key: string, connection: MysqlConnection): void {
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), connection]);
  }
}

const keyOf = ({ keyspace, shard }: TabletTarget): string => `${keyspace}/${shard}`;

const noState: TabletState = { transactionId: 0n, reservedId: 0n, alias: undefined };

function beginTexts({ isolation, consistentSnapshot, accessMode }: BeginOptions): string[] {
  const level = isolation === 'DEFAULT' ? [] : [`set transaction isolation level ${isolation.replace('_', ' ')}`];
  const modes = [
    ...(consistentSnapshot ? ['with consistent snapshot'] : []),
    ...(accessMode ? [accessMode.replace('_', ' ')] : []),
  ];
  return [...level, `start transaction ${modes.join(', ')}`];
}

const NEXTVAL = /^select next (?:value|(\d+) values) from (\S+)$/i;

/** Sequences are the tablet's: here a mysqld does what it would do, without a cache. */
async function nextValues(
  connection: MysqlConnection,
  [, count = '1', table]: RegExpExecArray,
  sink: ResultSink,
): Promise<void> {
  const sql = `update ${table} set next_id = last_insert_id(next_id) + ${count} where id = 0`;
  const { insertId } = await connection.execute(sql);
  answerRows(sink, [{ name: 'nextval', type: Type.INT64 }], [[insertId]]);
}

/** As a tablet does: warnings come with the answer. */
async function readDiagnostics(connection: MysqlConnection): Promise<Diagnostic[]> {
  const { rows } = await connection.execute('show warnings');
  return rows.map((row) => {
    const [level, code, message] = row.map((value) => Buffer.from(value ?? []).toString());
    return { level: level as Diagnostic['level'], code: Number(code), message: message ?? '' };
  });
}

function callState({ transactionId, reservedId }: TabletState): CallState {
  const alias = transactionId === 0n && reservedId === 0n ? undefined : { cell: 'test', uid: 1 };
  return { transactionId, reservedId, alias };
}

const workloadOf = (options: TabletRequest['options']): TabletCall['workload'] =>
  options?.workload === 'OLAP' || options?.workload === 'DBA' ? options.workload : 'OLTP';

function beginOf(options: TabletRequest['options']): BeginOptions {
  const modes = options.transaction_access_mode ?? [];
  return {
    isolation: (options.transaction_isolation as BeginOptions['isolation'] | undefined) ?? 'DEFAULT',
    consistentSnapshot: modes.includes('CONSISTENT_SNAPSHOT'),
    accessMode: modes.includes('READ_ONLY') ? 'READ_ONLY' : modes.includes('READ_WRITE') ? 'READ_WRITE' : undefined,
  };
}

function withValues(sql: string, values: readonly BindValue[]): string {
  let next = 0;
  return sql.replace(/:_l\d+/g, () =>
    Buffer.from(encodeValue(values[next++] as BindValue, defaultLiteralMode)).toString(),
  );
}

function send(
  connection: MysqlConnection,
  sql: string,
  sink: ResultSink,
  { wantsDiagnostics, binaryRows }: TabletCall,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer: ResultSink = {
      get onDrain() {
        return sink.onDrain;
      },
      set onDrain(drain) {
        sink.onDrain = drain;
      },
      columns: (definitions, format) => sink.columns(definitions, format),
      rows: (packets) => sink.rows(packets),
      end(ok, more) {
        if (more || ok.warnings === 0 || !wantsDiagnostics) {
          sink.end(ok, more);
          if (!more) resolve();
          return;
        }
        void readDiagnostics(connection).then((diagnostics) => {
          sink.end({ ...ok, diagnostics }, false);
          resolve();
        }, reject);
      },
      error: reject,
    };
    if (binaryRows) connection.queryBinary(encodeText(sql), answer);
    else connection.query(encodeText(sql), answer);
  });
}

function render(sql: string, binds: BindVariables, { noBackslashEscapes }: LiteralMode): string {
  const mode = { noBackslashEscapes };
  let out = '';
  let copied = 0;
  for (const token of scan(sql, { noBackslashEscapes, ansiQuotes: false })) {
    const match =
      token.text === ':' && token.kind === 'symbol' ? /^:?([A-Za-z_]\w*)/.exec(sql.slice(token.start + 1)) : null;
    const bind = match?.[1] === undefined ? undefined : binds[match[1]];
    if (!match?.[1] || !bind || token.start < copied) continue;
    const text = bind.type === Type.TUPLE ? encodeTuple(match[1], bind, mode) : encodeScalar(match[1], bind, mode);
    out += sql.slice(copied, token.start) + decodeText(text);
    copied = token.start + 1 + match[0].length;
  }
  return out + sql.slice(copied);
}
