import { toVtError, VtError } from '@vt/base';
import { type CopyContext, type ExecutionContext, MemoryExceededError } from '@vt/engine';
import { type BindVariables, collectResult } from '@vt/sqltypes';
import { anyShard, findKeyspace, type LookupPort, type ServingShard, type VSchema } from '@vt/vschema';
import type { QueryLog } from '../log/query-log.ts';
import type { QueryRecord } from '../log/query-record.ts';
import { recordOf } from '../log/record-of.ts';
import { type Session, scanModeOf } from '../session/session.ts';
import type { TemporaryTables } from '../session/temporary-tables.ts';
import { handlers } from '../statements/index.ts';
import { onTemporary } from '../statements/temporary/change.ts';
import { atStation } from '../station.ts';
import { type Classified, classify, type StatementKind, writingKinds } from '../text/classify.ts';
import { type Directives, noDirectives, readDirectives } from '../text/directives.ts';
import { defaultScanMode, type ScanMode } from '../text/scan.ts';
import { isBlank, splitStatements } from '../text/split.ts';
import { ShardCalls } from '../tx/shard-calls.ts';
import type { ShardCallsDeps } from '../tx/shard-calls-deps.ts';
import { checkNotBroken } from '../tx/transactions.ts';
import { inCharacterized, noteTouches } from './characterized.ts';
import type { ExecutorDeps } from './deps.ts';
import { ColumnsSink, Descriptions, descriptionKey, fieldQuery, isPlainShow, isSaidAtPrepare } from './describe.ts';
import { type Description, describedByMysqld } from './described-by-mysqld.ts';
import { evaluationOf, hinted, type ReadableSettings } from './evaluation.ts';
import { countsFoundRows } from './found-rows.ts';
import { withIdSource } from './given-id.ts';
import { learnSqlMode, withoutIgnoredSpaces } from './ignored-spaces.ts';
import { lookupPort } from './lookup-port.ts';
import { Mirrors } from './mirrors.ts';
import { refuseUnprepared } from './not-preparable.ts';
import { ObservingSink } from './observing-sink.ts';
import { anyKeyspace } from './place.ts';
import { PlanCache } from './plan-cache.ts';
import { readScratch, runPlanned, runTemplate } from './planned.ts';
import { forgetWarnings, rememberAnswer, rememberFailure } from './remember.ts';
import { replanning } from './replan.ts';
import { sendText } from './send.ts';
import { warnOfSpelling } from './spelled-warnings.ts';
import type { ClientSink, StatementFacts, StatementRun } from './statement.ts';
import { checkInput } from './strict-input.ts';
import type { Templated } from './template-plans.ts';
import { toldError } from './told-error.ts';

const ASK_ROWS_MAX = 10_000;
/** What a session with a broken transaction may still do. */
const allowedBroken: ReadonlySet<StatementKind> = new Set(['getDiagnostics', 'rollback', 'show']);
/** What SHOW is followed by where it tells of the warnings of the statement before. */
const diagnostics: ReadonlySet<string | undefined> = new Set(['COUNT', 'ERRORS', 'WARNINGS']);

/** Runs the statements of sessions: splits, classifies, plans, executes, and keeps the session's facts. */
export class Executor {
  readonly deps: ExecutorDeps;
  readonly planCache: PlanCache;
  readonly #descriptions = new Descriptions();
  readonly #mirrors = new Mirrors();
  #vschema: VSchema | undefined;
  #vschemas = 0;

  constructor(deps: ExecutorDeps) {
    this.deps = deps;
    this.planCache = new PlanCache(deps.options.planCacheBytesMax / 2);
  }

  /**
   * All statements of a text, one after the other, until one fails. The promise is never rejected: an error goes to the sink.
   * @param multi whether the client may send several.
   */
  async execute(session: Session, sql: string, multi: boolean, sink: ClientSink, signal: AbortSignal): Promise<void> {
    try {
      const mode = scanMode(session);
      const statements = multi ? splitStatements(sql, mode) : [withoutEnd(sql)];
      for (const [i, statement] of statements.entries()) {
        const read = session.asksToIgnoreSpace ? withoutIgnoredSpaces(statement, mode) : statement;
        await this.#statement(session, read, i + 1 < statements.length, mode, sink, signal);
      }
    } catch (error) {
      sink.error(toVtError(error));
    }
  }

  /** One statement whose plan is known, but for its literals. The promise is never rejected: an error goes to the sink. */
  async executeTemplate(
    session: Session,
    sql: string,
    known: Templated,
    sink: ClientSink,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.#statement(session, sql, false, defaultScanMode, sink, signal, known);
    } catch (error) {
      sink.error(toVtError(error));
    }
  }

  async #statement(
    session: Session,
    sql: string,
    more: boolean,
    mode: ScanMode,
    target: ClientSink,
    signal: AbortSignal,
    known?: Templated,
  ): Promise<void> {
    const classified = known
      ? { kind: known.template.statement, first: undefined, second: undefined }
      : classify(sql, mode);
    if (classified.kind === 'empty' && sql.trim() !== '' && isBlank(sql, mode)) return target.end(emptyAnswer, more);
    if (session.broken && !allowedBroken.has(classified.kind)) checkNotBroken(session);
    if (!isDiagnostic(classified)) forgetWarnings(session);
    const sink = new ObservingSink(target, more);
    const run = this.#run(session, sql, mode, classified, sink, signal, known);
    const start = performance.now();
    let error: VtError | undefined;
    try {
      await atStation('session.statement', { sql, kind: classified.kind }, () =>
        inCharacterized(run, () => (known ? this.#runTemplate(run, known) : handle(run))),
      );
      if (!sink.ok) throw VtError.of('VT13001', `${classified.kind} gave no answer`);
      const isCounted = countsFoundRows(classified, sql);
      if (classified.kind !== 'getDiagnostics')
        rememberAnswer(session, withIdSource(run, sink.ok), sink.hasRows, sink.rowsReturned, isCounted);
      session.foundRows = session.countedRows ?? session.foundRows;
      warnOfSpelling(run);
    } catch (thrown) {
      error = toldError(toVtError(thrown), { sql, mode, session }, this.deps);
      rememberFailure(session, error);
      throw error;
    } finally {
      session.countedRows = undefined;
      noteTouches(run, sink.hasRows, error);
      const { keyspace, tabletType } = session.target;
      const tookMs = performance.now() - start;
      const affected = sink.hasRows ? 0 : Number(sink.ok?.affectedRows ?? 0);
      const call = { operation: 'Execute', keyspace, dbType: tabletType.toLowerCase() };
      this.deps.stats.apiCall(call, tookMs, error?.code, sink.rowsReturned, affected);
      if (error instanceof MemoryExceededError) this.deps.stats.memoryExceeded?.();
      const rows = sink.hasRows ? sink.rowsReturned : affected;
      run.facts.counts?.add(tookMs, rows, error !== undefined);
      if (this.deps.queryLog?.wanted) log(this.deps.queryLog, recordOf(run, sink, tookMs, error), run.facts);
    }
    const saysNone = classified.kind === 'show' || classified.kind === 'getDiagnostics';
    sink.release(saysNone ? 0 : session.warnings.length);
  }

  /** Its plan is right until its tables turn out to have moved. */
  #runTemplate(run: StatementRun, known: Templated): Promise<void> {
    run.facts.isCachedPlan = true;
    this.deps.stats.planCache('hit');
    let isFirst = true;
    return this.#counted(run, async (again) => {
      const mayKnow = isFirst;
      isFirst = false;
      if (mayKnow && (await runTemplate(again, known))) return;
      await runPlanned(again, run.sql, this.planCache);
    });
  }

  async #counted(run: StatementRun, attempt: (run: StatementRun) => Promise<void>): Promise<void> {
    const { deps } = this;
    const windowMs = deps.options.replanWindowMs ?? 0;
    await (windowMs > 0 ? replanning(run, windowMs, attempt) : attempt(run));
    const { plan, shardQueries } = run.facts;
    if (!plan) return;
    const { tabletType } = run.session.target;
    const { statement, type, tablesUsed } = plan;
    deps.stats.queryExecuted({ statement, type, tabletType, tablesUsed }, shardQueries);
  }

  #run(
    session: Session,
    sql: string,
    mode: ScanMode,
    classified: StatementRun['classified'],
    sink: ClientSink,
    signal: AbortSignal,
    known?: Templated,
  ): StatementRun {
    const own = session.temporaryTables;
    const deps = own ? seenOver(this.deps, own) : this.deps;
    const read = known ? noDirectives : readDirectives(sql, mode);
    // What others' statements mean is no matter of this session's tables.
    const directives = own ? { ...read, skipPlanCache: true } : read;
    checkPayload(sql, directives, deps);
    const facts: StatementFacts = {
      plan: undefined,
      counts: undefined,
      isCachedPlan: false,
      planMs: 0,
      shardQueries: 0,
      mirrored: undefined,
    };
    const shardDeps: ShardCallsDeps = {
      gateway: deps.gateway,
      serving: deps.serving,
      routedShards: () => deps.vschema().shardRoutingRules,
      transactions: deps.transactions,
      pick: (all) => pickOne(all, deps.random()),
      directives,
      freshReads: deps.freshReads,
      queryTimeoutMs: deps.options.queryTimeoutMs,
      wholeFloats: sink.wholeFloats,
      onPartial: () => deps.stats.partialScatter?.(),
      onQuery: (query) => {
        facts.shardQueries++;
        deps.onShardQuery?.(query);
      },
    };
    const shards = new ShardCalls(session, shardDeps);
    const binds: BindVariables = known?.binds ?? {};
    const settings = hinted(sql, session);
    const engine: ExecutionContext = {
      runner: shards,
      binds,
      signal,
      vindex: (keyspace, name) => findVindex(deps, keyspace, name),
      memoryRowsMax: directives.ignoreMaxMemoryRows ? Number.MAX_SAFE_INTEGER : deps.options.memoryRowsMax,
      memoryBytesMax: deps.options.memoryBytesMax,
      ...(deps.spill && { spill: deps.spill }),
      ...(session.workload === 'OLAP' && { keepsConnections: true }),
      ...sessionLimits(settings, deps.options),
      ...evaluationOf(settings, deps.options.serverVersion),
      onWarning: (code, message) => session.warn(code, message),
      ...(writingKinds.has(classified.kind) && { onInputRead: () => checkInput(run) }),
      scratch: (read, into) => readScratch(run, read, into),
      lookups: this.#lookups(session, () => engine, writingKinds.has(classified.kind)),
      ...(deps.vschema().mirrorRules.size > 0 && {
        mirror: this.#mirrors.port({
          session,
          random: deps.random,
          stats: deps.stats,
          contextFor: (own, stop) => {
            const onQuery: ShardCallsDeps['onQuery'] = (query) => deps.onShardQuery?.(query);
            const runner = new ShardCalls(own, { ...shardDeps, onQuery });
            const copy: CopyContext = {
              runner,
              signal: stop,
              onWarning: () => {},
              scratch: () => Promise.reject(VtError.of('VT12001', 'a scratch server for a mirrored read')),
              lookups: this.#lookups(own, () => ({ ...engine, ...copy }), false),
            };
            return copy;
          },
          onCopy: (mirrored) => {
            facts.mirrored = mirrored;
          },
        }),
      }),
    };
    const run: StatementRun = {
      session,
      sql,
      mode,
      classified,
      directives,
      binds,
      sink,
      signal,
      deps,
      shards,
      engine,
      facts,
      onPlan: (used) => {
        facts.plan = used;
      },
      ask: async (text) => {
        const answer = collectResult({ rowsMax: ASK_ROWS_MAX });
        shards.apart = true;
        try {
          await sendText(run, anyKeyspace(run), session.target.destination ?? anyShard, text, { sink: answer });
        } finally {
          shards.apart = false;
        }
        return answer.result;
      },
      read: async (text) => {
        const answer = collectResult({ rowsMax: ASK_ROWS_MAX });
        await runPlanned({ ...run, sink: answer }, text, this.planCache);
        return answer.result;
      },
      write: async (text) => {
        const answer = collectResult({ rowsMax: 0 });
        const as = { ...run, sql: text, classified: classify(text, mode), sink: answer };
        await runPlanned(as, text, this.planCache);
        return answer.result;
      },
      instead: async (text) => {
        const other = classify(text, mode);
        const again = this.#run(session, text, mode, other, sink, signal);
        await inCharacterized(again, () => handle(again));
        noteTouches(again, sink instanceof ObservingSink && sink.hasRows);
        facts.plan = again.facts.plan;
      },
      planned: (text, instead = {}) =>
        this.#counted({ ...run, ...instead }, (again) => runPlanned(again, text, this.planCache)),
    };
    return run;
  }

  #lookups(session: Session, engine: () => ExecutionContext, locking: boolean): LookupPort {
    const { deps, planCache: cache } = this;
    return lookupPort({
      vschema: deps.vschema,
      cache,
      rowsMax: deps.options.memoryRowsMax,
      locking,
      engine,
      get warnings() {
        return session.warnings;
      },
    });
  }

  /** What a statement with `?` at `params` has; no columns where they are not known before it runs. @throws what MySQL says at once. */
  async describe(session: Session, sql: string, params: readonly number[], signal: AbortSignal): Promise<Description> {
    const mode = scanMode(session);
    refuseUnprepared(sql, mode, this.deps.options.serverVersion);
    const isShow = isPlainShow(sql, params, mode);
    const key = descriptionKey(session, this.#vschemaVersion(), sql);
    const isOwn = session.temporaryTables !== undefined;
    const known = isOwn ? undefined : this.#descriptions.get(key);
    if (known) return known;
    const told = isShow ? undefined : await describedByMysqld(this.deps, session, sql, signal);
    const columns = told?.columns ?? (await this.#columnsOf(session, sql, params, signal));
    const description = { ...(told?.params && { params: told.params }), columns: columns ?? [] };
    // Variables have other types at another time.
    if (!isOwn && columns && (told === undefined || told.columns)) this.#descriptions.set(key, description);
    return description;
  }

  /** Of a SHOW, or of a query without its rows. Undefined: they are not known before it runs. */
  async #columnsOf(
    session: Session,
    sql: string,
    params: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly Uint8Array[] | undefined> {
    const mode = scanMode(session);
    const isShow = isPlainShow(sql, params, mode);
    const text = isShow ? sql : fieldQuery(session, sql, params, mode, this.deps.options.serverVersion);
    if (text === undefined) return undefined;
    const sink = new ColumnsSink();
    const run = this.#run(session, text, mode, classify(text, mode), sink, signal);
    run.shards.apart = true;
    try {
      // SHOW does nothing but answer.
      await (isShow ? handlers.show(run) : run.planned(text));
    } catch (error) {
      // What else is wrong with it is said when it runs.
      if (error instanceof VtError && isSaidAtPrepare(error)) throw error;
      return undefined;
    }
    return sink.definitions;
  }

  /** Counts the VSchemas there were. */
  #vschemaVersion(): number {
    const vschema = this.deps.vschema();
    if (vschema !== this.#vschema) this.#vschemas++;
    this.#vschema = vschema;
    return this.#vschemas;
  }

  /** Ends a session: what is open is rolled back, what is held is given back. */
  async close(session: Session, signal: AbortSignal): Promise<void> {
    await this.deps.transactions.release(session, signal);
  }
}

const emptyAnswer = {
  affectedRows: 0n,
  insertId: 0n,
  statusFlags: 2,
  warnings: 0,
  info: '',
  sessionState: new Uint8Array(0),
};

/** @throws RESOURCE_EXHAUSTED: more bytes of SQL than --max-payload-size. */
function checkPayload(sql: string, directives: Directives, { options, stats }: ExecutorDeps): void {
  const { payloadBytesMax, payloadBytesWarn = 0 } = options;
  if (payloadBytesWarn > 0 && Buffer.byteLength(sql) > payloadBytesWarn) stats.warned?.('WarnPayloadSizeExceeded');
  if (payloadBytesMax <= 0 || sql.length * 3 <= payloadBytesMax || directives.ignoreMaxPayloadSize) return;
  if (Buffer.byteLength(sql) > payloadBytesMax)
    throw new VtError({
      code: 'RESOURCE_EXHAUSTED',
      message: 'query payload size above threshold',
      errno: 1153,
      state: '08S01',
    });
}

/** It tells of the conditions of the statement before; every other one puts its own in their place. */
function isDiagnostic({ kind, second }: Classified): boolean {
  return kind === 'getDiagnostics' || (kind === 'show' && diagnostics.has(second?.text));
}

async function handle(run: StatementRun): Promise<void> {
  if (run.session.ignoresSpace) await learnSqlMode(run);
  if (run.session.temporaryTables && (await onTemporary(run))) return;
  await handlers[run.classified.kind](run);
}

/** As a session with temporary tables sees it. */
function seenOver(deps: ExecutorDeps, tables: TemporaryTables): ExecutorDeps {
  return Object.create(deps, { vschema: { value: () => tables.over(deps.vschema()) } });
}

function findVindex(deps: ExecutorDeps, keyspace: string, name: string) {
  const entry = findKeyspace(deps.vschema(), keyspace).vindexes.get(name);
  if (!entry) throw new VtError({ code: 'NOT_FOUND', message: `vindex ${name} not found in keyspace ${keyspace}` });
  return entry.vindex;
}

/** A read whose copy still runs is told of when that has ended, which is soon. */
function log(to: QueryLog, record: QueryRecord, { mirrored }: StatementFacts): void {
  if (mirrored) void mirrored.then((copy) => to.add({ ...record, mirrored: copy }));
  else to.add(record);
}

function pickOne(shards: readonly ServingShard[], random: number): ServingShard | undefined {
  return shards[Math.floor(random * shards.length)];
}

export const scanMode = scanModeOf;

/** One semicolon at the end is part of nothing, with the end of its line (myloader). */
function withoutEnd(sql: string): string {
  const text = sql.trimEnd();
  return text.endsWith(';') ? text.slice(0, -1) : sql;
}

/** MySQL's defaults are the engine's own; MariaDB has another one for GROUP_CONCAT. */
function sessionLimits(
  { settings }: ReadableSettings,
  { serverVersion }: ExecutorDeps['options'],
): Pick<ExecutionContext, 'groupConcatBytesMax' | 'recursionDepthMax' | 'recursionStops'> {
  const number = (name: string): number | undefined => {
    const text = settings.get(name);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const isMaria = /mariadb/i.test(serverVersion);
  const concat = number('group_concat_max_len') ?? (isMaria ? 1_048_576 : undefined);
  const depth = number(isMaria ? 'max_recursive_iterations' : 'cte_max_recursion_depth');
  return {
    ...(concat !== undefined && { groupConcatBytesMax: concat }),
    ...(depth !== undefined && { recursionDepthMax: depth }),
    ...(isMaria && { recursionStops: true }),
  };
}
