import { toVtError } from '@vt/base';
import {
  type CallAnswer,
  type CallContext,
  type CallState,
  type QueryHandler,
  TabletCallError,
  type TabletRequest,
} from '@vt/proto/hot';
import type { Logger, Stats, Tracer, Tunable } from '@vt/servenv';
import type { ResultSink } from '@vt/sqltypes';
import type { TabletConfig } from './config.ts';
import { notServing } from './errors.ts';
import { HealthStreamer } from './health/health-streamer.ts';
import { type ReplicationHealth, type ReplicationProbe, ReplicationWatch } from './health/replication-watch.ts';
import type { MigrationPort } from './migration/migration-port.ts';
import { type Connectors, closePools, openPools, type Pools } from './pools.ts';
import { Protections } from './protect/protections.ts';
import { Killer } from './query/killer.ts';
import { QueryLog } from './query/query-log.ts';
import { QueryServer } from './query/query-server.ts';
import { tracedCall } from './query/traced-call.ts';
import type { ThrottlerReports } from './report/answer-report.ts';
import type { TabletIdentity, TabletType } from './request.ts';
import { Denial } from './rules/denial.ts';
import { TableHolds } from './rules/table-holds.ts';
import { SchemaEngine, type SchemaTable } from './schema/schema-engine.ts';
import { TableSizes } from './schema/table-sizes.ts';
import { checkServer } from './state/check-server.ts';
import { ServingState, type StateName } from './state/serving-state.ts';
import { WarmPools } from './state/warm-pools.ts';
import type { Statement } from './statement/statement.ts';
import { StatementCache } from './statement/statement-cache.ts';
import { publishSettings, registerPoolStats, registerReservedStats, registerStats, type TabletStats } from './stats.ts';
import { countedEnds } from './transaction/counted-ends.ts';
import { TransactionLog } from './transaction/transaction-log.ts';
import { TransactionPool } from './transaction/transaction-pool.ts';
import { tunables } from './tunables.ts';
import type { ReachCrashPoint } from './twopc/crash-point.ts';
import { TwoPcKeeper } from './twopc/keeper.ts';
import type { TwoPc } from './twopc/two-pc.ts';

export type TabletServerOptions = {
  readonly identity: TabletIdentity;
  readonly tabletType: TabletType;
  readonly config: TabletConfig;
  readonly connectors: Connectors;
  readonly replication: ReplicationProbe;
  readonly stats: Stats;
  readonly log: Logger;
  /** Refuse a mysqld whose sql_mode would store wrong values silently. */
  readonly enforceStrictMode: boolean;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** For tests that end the process in the middle of two-phase commit. */
  readonly reachCrashPoint?: ReachCrashPoint;
};

/** What exists while mysqld can be reached. */
type Opened = {
  readonly pools: Pools;
  readonly transactions: TransactionPool;
  readonly queries: QueryServer;
  readonly schema: SchemaEngine;
  readonly twoPc: TwoPcKeeper;
};

const RETRY_MS = 1000;
const LAG_POLL_MS = 5000;

/**
 * The tablet's query service: its state, and everything that serves while it serves.
 *
 * NOT_CONNECTED (mysqld cannot be reached; tried again every second) ⇄ NOT_SERVING ⇄ SERVING. Transitions run one after the other. Leaving
 * SERVING lets what runs end for `shutdownGraceMs` and then ends it.
 */
export class TabletServer implements QueryHandler {
  readonly state: ServingState;
  readonly health: HealthStreamer;
  readonly stats: TabletStats;
  readonly protect: Protections;
  /** Tables that are refused because they move elsewhere. */
  readonly denial: Denial;
  /** Tables whose statements wait. */
  readonly holds: TableHolds;
  /** Who keeps migrations; set once, before it serves. */
  migrations: MigrationPort | undefined;
  /** What SHOW tells of the throttler; set once, before it serves. */
  throttler: ThrottlerReports | undefined;
  /** Told when tables may be others than before; set once, before it serves. */
  onTablesChanged: (() => void) | undefined;
  /** Statements as they end. */
  readonly queryLog: QueryLog = new QueryLog();
  /** Transactions as they end. */
  readonly transactionLog: TransactionLog = new TransactionLog();
  /** Limits that may be changed while it serves. */
  readonly tunables: readonly Tunable[];
  readonly #options: TabletServerOptions;
  readonly #statements: StatementCache;
  #messageTables: ReadonlySet<string> = new Set();
  readonly #sizes: TableSizes;
  readonly #watch: ReplicationWatch;
  readonly #warmth = new WarmPools(() => this.#opened?.pools);
  #opened: Opened | undefined;
  #transition: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #schemaTimer: NodeJS.Timeout | undefined;
  #replication: ReplicationHealth = { lagSeconds: 0 };
  #connectProblem = '';
  #probeProblem = '';
  #check: NodeJS.Timeout | undefined;
  #lastCheckMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  #qps = { at: performance.now(), count: 0, perSecond: 0 };

  constructor(options: TabletServerOptions) {
    const { stats } = options;
    const config = { ...options.config };
    this.#options = { ...options, config };
    this.state = new ServingState(options.identity, options.tabletType);
    this.stats = registerStats(stats, () => this.state.tabletType);
    this.protect = new Protections(config.protection, config.transactionCap, this.stats);
    this.tunables = tunables({ config, protect: this.protect, pools: () => this.#opened?.pools });
    this.denial = new Denial(this.protect.rules, {
      transactions: () => this.#opened?.transactions.openTransactions() ?? [],
      statements: () => this.#opened?.queries.running ?? [],
    });
    this.holds = new TableHolds(() => (this.#opened?.transactions.openTransactions() ?? []).map(({ id }) => id));
    this.#statements = new StatementCache(config.statementCacheBytesMax, (name) => this.#messageTables.has(name));
    this.health = new HealthStreamer(this.state, config.healthIntervalMs, config.healthBacklogMax, () => ({
      lagSeconds: this.state.isPrimary ? 0 : Math.round(this.#replication.lagSeconds),
      error: this.healthError,
      qps: this.#measureQps(),
      txUnresolved: (this.#opened?.twoPc.unresolved ?? 0) > 0,
    }));
    this.#watch = new ReplicationWatch(options.replication, LAG_POLL_MS, (health) => this.#replicationPolled(health));
    registerPoolStats(stats, () => this.#opened?.pools);
    registerReservedStats(stats, () => this.#opened?.transactions);
    this.#sizes = new TableSizes(options.identity.dbName, config.schemaTablesMax);
    this.#sizes.publish(stats);
    this.#publish(stats);
  }

  #publish(stats: Stats): void {
    const { identity, config } = this.#options;
    stats.publish('TabletStateName', () =>
      this.state.isServing ? 'SERVING' : this.state.state === 'SERVING' ? 'NOT_SERVING' : this.state.state,
    );
    stats.gaugeFunc('TabletState', '0: mysqld is not reached, 1: not serving, 2: serving', () =>
      ['NOT_CONNECTED', 'NOT_SERVING', 'SERVING'].indexOf(this.state.state),
    );
    stats.publish('TabletType', () => this.state.tabletType.toLowerCase());
    stats.publish('TabletAlias', () => `${identity.alias.cell}-${String(identity.alias.uid).padStart(10, '0')}`);
    stats.publish('TabletKeyspace', () => identity.keyspace);
    stats.publish('TabletShard', () => identity.shard);
    stats.gaugeFunc('QueryCacheLength', 'statements kept', () => this.#statements.size);
    stats.gaugeFunc('QueryCacheSize', 'bytes of statements kept', () => this.#statements.bytes);
    stats.counterFunc('QueryCacheHits', 'statements found', () => this.#statements.hits);
    stats.counterFunc('QueryCacheMisses', 'statements read', () => this.#statements.misses);
    // Vitess's names of the same.
    stats.gaugeFunc('QueryEnginePlanCacheLength', 'statements kept', () => this.#statements.size);
    stats.gaugeFunc('QueryEnginePlanCacheSize', 'bytes of statements kept', () => this.#statements.bytes);
    stats.counterFunc('QueryEnginePlanCacheHits', 'statements found', () => this.#statements.hits);
    stats.counterFunc('QueryEnginePlanCacheMisses', 'statements read', () => this.#statements.misses);
    stats.gaugeFunc('ReplicationLagSeconds', 'how far the replica is behind', () => this.#replication.lagSeconds);
    stats.gaugeFunc(
      'Unresolved',
      'transactions over several shards that wait to be resolved',
      () => this.#opened?.twoPc.unresolved ?? 0,
    );
    stats.gaugeFunc('TwoPcPrepared', 'prepared transactions', () => this.#opened?.twoPc.engine.preparedCount ?? 0);
    publishSettings(stats, config);
    stats.countersFunc('TabletTypeCount', 'how often it became of a type', ['type'], () =>
      [...this.state.typeCounts].map(([type, count]) => [[type.toLowerCase()], count] as const),
    );
    stats.gaugesFunc('TabletServerState', '1: the state that it is in', ['name', 'type', 'keyspace', 'shard'], () => {
      const { keyspace, shard } = identity;
      return [[[this.state.state, this.state.tabletType, keyspace, shard], 1]];
    });
    stats.gaugeFunc('replicationLagSec', 'how far the replica is behind', () => this.#replication.lagSeconds);
    stats.gaugeFunc(
      'QueryEnginePlanCacheCapacity',
      'bytes of statements that may be kept',
      () => config.statementCacheBytesMax,
    );
    stats.gaugeFunc('TransactionsOpen', 'connections held by sessions', () => this.#opened?.transactions.size ?? 0);
  }

  /** Statements that are kept, the most recently used first. */
  get statements(): Iterable<Statement> {
    return this.#statements.statements();
  }

  /** Why this tablet is not healthy; empty when it is. */
  get healthError(): string {
    if (this.#connectProblem) return this.#connectProblem;
    if (this.#probeProblem) return this.#probeProblem;
    if (this.state.isPrimary) return '';
    return this.#replication.error ?? '';
  }

  /** Undefined: not a primary that serves, or its sidecar tables are not there. */
  get twoPc(): TwoPc | undefined {
    const keeper = this.#opened?.twoPc;
    return keeper?.isOpen ? keeper.engine : undefined;
  }

  get schema(): SchemaEngine | undefined {
    return this.#opened?.schema;
  }

  get opened():
    | { readonly queries: QueryServer; readonly transactions: TransactionPool; readonly pools: Pools }
    | undefined {
    return this.#opened;
  }

  call(request: TabletRequest, sink: ResultSink, context: CallContext): Promise<CallState> {
    const { queries } = this.#opened ?? {};
    const { tracer } = this.#options;
    if (queries && tracer && request.traceparent !== undefined)
      return tracedCall(tracer, (...call) => queries.call(...call))(request, sink, context);
    if (queries) return queries.call(request, sink, context);
    return Promise.reject(TabletCallError.from(notServing('NOT_SERVING'), false));
  }

  start(request: TabletRequest, answer: CallAnswer): void {
    const { queries } = this.#opened ?? {};
    if (this.#options.tracer && request.traceparent !== undefined) return this.#startTraced(request, answer);
    if (queries) queries.start(request, answer);
    else answer.fail(TabletCallError.from(notServing('NOT_SERVING'), false));
  }

  #startTraced(request: TabletRequest, answer: CallAnswer): void {
    this.call(request, answer, answer).then(
      (state) => answer.finish(state),
      (error: unknown) => answer.fail(error),
    );
  }

  /** Moves to a type and state, and resolves when that is done (or, where mysqld cannot be reached, being retried). */
  async setServing(
    tabletType: TabletType,
    termStart: bigint,
    wanted: StateName,
    reason: string,
    graceMs = this.#options.config.shutdownGraceMs,
  ): Promise<void> {
    const { log } = this.#options;
    const next = this.#transition.then(async () => {
      log.info({ tabletType, wanted, reason }, 'query service state wanted');
      const started = performance.now();
      await this.#apply(tabletType, termStart, wanted, graceMs);
      log.info({ state: this.state.state, ms: Math.round(performance.now() - started) }, 'query service state reached');
    });
    this.#transition = next.catch(() => {});
    await next;
  }

  async #apply(tabletType: TabletType, termStart: bigint, wanted: StateName, graceMs: number): Promise<void> {
    const { state } = this;
    state.wanted = wanted;
    const changesType = tabletType !== state.tabletType;
    if (state.state === 'SERVING' && (wanted !== 'SERVING' || changesType)) {
      await this.#drain(wanted !== 'SERVING', graceMs);
    }
    state.setType(tabletType, termStart);
    if (state.isPrimary) {
      this.#replication = { lagSeconds: 0 };
      state.isReplicationHealthy = true;
      this.#watch.stop();
    } else if (wanted !== 'NOT_CONNECTED') this.#watch.start();
    if (wanted === 'NOT_CONNECTED') await this.#disconnect();
    else await this.#connect();
    this.health.changed();
  }

  /** Lets what runs end, then ends it. Without `refuseNew` only transactions are ended: reads go on under the new type. */
  async #drain(refuseNew: boolean, graceMs: number): Promise<void> {
    const { transactions, queries } = this.#opened ?? {};
    if (!transactions || !queries) return;
    this.health.changed();
    const grace = AbortSignal.timeout(Math.max(1, graceMs));
    await transactions.whenEmpty(grace);
    if (refuseNew) await this.state.whenIdle(grace);
    if (refuseNew) queries.endAll();
    this.#opened?.twoPc.close();
    transactions.endAll('tablet changed its state');
    if (refuseNew) this.state.state = 'NOT_SERVING';
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      if (!this.#opened) await this.#open();
      // INVARIANT: what is prepared holds its rows again before anybody else may take them.
      if (this.state.isPrimary && this.state.wanted === 'SERVING') await this.#opened?.twoPc.open();
      this.#connectProblem = '';
      this.state.state = this.state.wanted === 'SERVING' ? 'SERVING' : 'NOT_SERVING';
      this.#warmth.keep(this.state.isPrimary && this.state.state === 'NOT_SERVING');
    } catch (error) {
      const problem = toVtError(error).message;
      if (problem !== this.#connectProblem) this.#options.log.warn({ problem }, 'mysqld cannot be used; trying again');
      this.#connectProblem = problem;
      this.state.state = 'NOT_CONNECTED';
      if (!this.#isClosed) this.#retry = setTimeout(() => this.#reconnect(), RETRY_MS).unref();
    }
  }

  #reconnect(): void {
    const next = this.#transition.then(async () => {
      if (this.state.state !== 'NOT_CONNECTED' || this.state.wanted === 'NOT_CONNECTED') return;
      await this.#connect();
      if (this.#opened) this.#options.log.info({ state: this.state.state }, 'mysqld can be used again');
      this.health.changed();
    });
    this.#transition = next.catch(() => {});
  }

  #noteMessageTables(tables: ReadonlyMap<string, SchemaTable>): void {
    const names = [...tables.values()].flatMap(({ kind, name }) => (kind === 'message' ? [name] : []));
    if (names.length === this.#messageTables.size && names.every((name) => this.#messageTables.has(name))) return;
    this.#messageTables = new Set(names);
    this.#statements.clear();
  }

  async #open(): Promise<void> {
    const { connectors, config, identity, log } = this.#options;
    await checkServer(this.#options);
    const { pools, commits } = openPools(connectors, config);
    const schema = new SchemaEngine({
      pool: pools.dba,
      dbName: identity.dbName,
      tablesMax: config.schemaTablesMax,
      onReload: (ms) => this.stats.schemaReload.record(ms),
      onReloadFailed: () => this.stats.internalErrors.add(['Schema']),
      keepsFunctionsIn: () => (this.state.target.tabletType === 'PRIMARY' ? config.sidecarName : undefined),
      onNotKept: (error) => log.debug({ err: error }, 'loaded functions are not told in the sidecar schema'),
      onRead: (tables) => this.#noteMessageTables(tables),
      onChange: (change) => {
        if (config.signalSchemaChange) this.health.broadcast(change);
        this.onTablesChanged?.();
      },
    });
    try {
      await schema.reload();
    } catch (error) {
      void closePools(pools);
      throw error;
    }
    const killer = new Killer(pools.dba, commits, (what) =>
      this.stats.kills.add([what === 'query' ? 'Queries' : 'Connections']),
    );
    const transactions = new TransactionPool(pools, config, countedEnds(this.stats, this.transactionLog));
    const reload = () => {
      schema.reload().catch((error: unknown) => log.warn({ err: error }, 'schema could not be reloaded'));
    };
    const queries = new QueryServer({
      config,
      state: this.state,
      pools,
      transactions,
      statements: this.#statements,
      killer,
      protect: this.protect,
      queryLog: this.queryLog,
      stats: this.stats,
      holds: this.holds,
      tables: () => schema.tables,
      migrations: () => this.migrations,
      twoPc: () => this.twoPc,
      throttler: () => this.throttler,
      onSchemaChange: reload,
      onConnectionError: () => this.#checkSoon(),
    });
    const twoPc = new TwoPcKeeper(
      {
        connectors,
        sidecar: config.sidecarName,
        abandonAgeMs: config.twoPcAbandonAgeMs,
        log,
        reach: this.#options.reachCrashPoint ?? (() => {}),
        onUnresolved: () => this.health.broadcast(),
        onCommitted: () => this.protect.consolidator.wrote(),
        onLetGo: (dtid) => this.#preparedLetGo(dtid),
        onFailed: (what, mayPass) => this.stats.preparedFailed[what].add([mayPass ? 'Retryable' : 'NonRetryable']),
      },
      pools,
      transactions,
    );
    this.#opened = { pools, transactions, queries, schema, twoPc };
    this.#sizes.use(pools.dba);
    this.onTablesChanged?.();
    if (config.schemaReloadMs > 0) this.#schemaTimer = setInterval(reload, config.schemaReloadMs).unref();
  }

  /**
   * The rows of a prepared transaction are free, though what was decided may be to commit it: nobody else is served until it has them again. (A mysqld that was started again so fast that no statement noticed; a KILL.)
   */
  #preparedLetGo(dtid: string): void {
    if (this.#isClosed || this.state.state !== 'SERVING') return;
    this.#options.log.warn(
      { dtid },
      'a prepared transaction lost its connection; it is prepared again before anything else',
    );
    this.state.state = 'NOT_CONNECTED';
    this.health.changed();
    const next = this.#transition.then(async () => {
      if (this.state.state !== 'NOT_CONNECTED' || this.state.wanted === 'NOT_CONNECTED') return;
      await this.#disconnect();
      await this.#connect();
      this.health.changed();
    });
    this.#transition = next.catch(() => {});
  }

  /** A connection failed: finds out whether mysqld is gone, once a second; one that fails meanwhile has it looked for when the second is over. */
  #checkSoon(): void {
    if (this.#isClosed || this.#check !== undefined) return;
    const waitMs = Math.max(0, this.#lastCheckMs + RETRY_MS - performance.now());
    this.#check = setTimeout(() => {
      this.#check = undefined;
      this.#lastCheckMs = performance.now();
      this.#transition = this.#transition.then(() => this.#verify()).catch(() => {});
    }, waitMs).unref();
  }

  /** Somebody asked mysqld whether it answers; undefined: it does. One that hangs keeps its connections and is unhealthy all the same. */
  mysqldProbed(problem: string | undefined): void {
    this.#probeProblem = problem === undefined ? '' : `mysqld does not answer: ${problem}`;
    if (problem !== undefined) this.#checkSoon();
    this.health.changed();
  }

  async #verify(): Promise<void> {
    if (!this.#opened || this.state.wanted === 'NOT_CONNECTED') return;
    try {
      await checkServer(this.#options);
    } catch (error) {
      this.#options.log.warn({ problem: toVtError(error).message }, 'mysqld is gone');
      await this.#disconnect();
      await this.#connect();
      this.health.changed();
    }
  }

  async #disconnect(): Promise<void> {
    clearTimeout(this.#retry);
    clearInterval(this.#schemaTimer);
    this.#warmth.keep(false);
    this.state.state = 'NOT_CONNECTED';
    const opened = this.#opened;
    this.#opened = undefined;
    this.#sizes.use(undefined);
    if (!opened) return;
    opened.twoPc.close();
    opened.queries.endAll();
    opened.queries.close();
    opened.transactions.close();
    // What still runs on a dead server fails by itself; nobody waits for it.
    void closePools(opened.pools);
    await Promise.resolve();
  }

  #replicationPolled(health: ReplicationHealth): void {
    if (this.state.isPrimary) return;
    this.#replication = health;
    const isTooLate = health.lagSeconds * 1000 > this.#options.config.unhealthyLagMs;
    this.state.isReplicationHealthy = health.error === undefined && !isTooLate;
    this.health.changed();
  }

  /** Asks for the replication state now instead of at the next interval. */
  async pollReplication(): Promise<void> {
    if (!this.state.isPrimary) await this.#watch.poll();
  }

  #measureQps(): number {
    const now = performance.now();
    const elapsedMs = now - this.#qps.at;
    if (elapsedMs < 1000) return this.#qps.perSecond;
    const count = (this.stats.queries.toVar() as { TotalCount: number }).TotalCount;
    this.#qps = { at: now, count, perSecond: ((count - this.#qps.count) * 1000) / elapsedMs };
    return this.#qps.perSecond;
  }

  /** Says that it is not serving any more, so that gates go elsewhere, while requests are still answered. */
  enterLameDuck(): void {
    this.state.isLameDuck = true;
    this.health.changed();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#check);
    this.#watch.stop();
    await this.setServing(this.state.tabletType, this.state.primaryTermStart, 'NOT_CONNECTED', 'closing');
    this.health.close();
  }
}
