import { toVtError, VtError } from '@vt/base';
import { MemoryExceededError } from '@vt/engine';
import type { VSchema } from '@vt/vschema';
import type { QueryLog } from '../log/query-log.ts';
import type { QueryRecord } from '../log/query-record.ts';
import { recordOf } from '../log/record-of.ts';
import { type Session, scanModeOf } from '../session/session.ts';
import { handlers } from '../statements/index.ts';
import { atStation } from '../station.ts';
import { type Classified, classify, type StatementKind } from '../text/classify.ts';
import { defaultScanMode, isSameMode, type ScanMode } from '../text/scan.ts';
import { isBlank, splitStatements } from '../text/split.ts';
import { checkNotBroken } from '../tx/transactions.ts';
import { inCharacterized, noteTouches } from './characterized.ts';
import type { ExecutorDeps } from './deps.ts';
import {
  ColumnsSink,
  Descriptions,
  descriptionKey,
  fieldQuery,
  isPlainShow,
  isSaidAtPrepare,
} from './described/describe.ts';
import { type Description, describedByMysqld } from './described/described-by-mysqld.ts';
import { refuseUnprepared } from './described/not-preparable.ts';
import { withRest } from './errors/near-rest.ts';
import { isOfSpelling, warnOfSpelling } from './errors/spelled-warnings.ts';
import { toldError } from './errors/told-error.ts';
import { ObservingSink } from './observing-sink.ts';
import { PlanCache } from './plans/plan-cache.ts';
import { runPlanned, runTemplate } from './plans/planned.ts';
import type { Templated } from './plans/template-plans.ts';
import { countsFoundRows } from './session-answers/found-rows.ts';
import { withIdSource } from './session-answers/given-id.ts';
import { forgetWarnings, rememberAnswer, rememberFailure } from './session-answers/remember.ts';
import { skippedLater } from './session-answers/skipped-rows.ts';
import type { ClientSink, StatementFacts, StatementRun } from './statement.ts';
import { handle, StatementRuns } from './statement-runs.ts';
import { withoutIgnoredSpaces } from './texts/ignored-spaces.ts';

/** What a session with a broken transaction may still do. */
const allowedBroken: ReadonlySet<StatementKind> = new Set(['getDiagnostics', 'rollback', 'show']);
/** What SHOW is followed by where it tells of the warnings of the statement before. */
const diagnostics: ReadonlySet<string | undefined> = new Set(['COUNT', 'ERRORS', 'WARNINGS']);

/** Runs the statements of sessions: splits, classifies, plans, executes, and keeps the session's facts. */
export class Executor {
  readonly deps: ExecutorDeps;
  readonly planCache: PlanCache;
  readonly #descriptions = new Descriptions();
  readonly #runs: StatementRuns;
  #vschema: VSchema | undefined;
  #vschemas = 0;

  constructor(deps: ExecutorDeps) {
    this.deps = deps;
    this.planCache = new PlanCache(deps.options.planCacheBytesMax / 2);
    this.#runs = new StatementRuns(deps, this.planCache, (...statement) => this.describe(...statement));
  }

  /**
   * All statements of a text, one after the other, until one fails. The promise is never rejected: an error goes to the sink.
   * @param multi whether the client may send several.
   */
  async execute(session: Session, sql: string, multi: boolean, sink: ClientSink, signal: AbortSignal): Promise<void> {
    try {
      await this.#all(session, sql, multi, sink, signal);
    } catch (error) {
      sink.error(toVtError(error));
    }
  }

  async #all(session: Session, sql: string, multi: boolean, sink: ClientSink, signal: AbortSignal): Promise<void> {
    const mode = scanMode(session);
    const statements = multi ? splitStatements(sql, mode) : [withoutEnd(sql)];
    let end = 0;
    for (const [i, statement] of statements.entries()) {
      const read = session.asksToIgnoreSpace ? withoutIgnoredSpaces(statement, mode) : statement;
      let rest = '';
      if (i + 1 < statements.length) {
        end = sql.indexOf(statement, end) + statement.length;
        rest = sql.slice(end);
      }
      await this.#statement(session, read, rest, mode, sink, signal);
      // Behind a SET of sql_mode strings and names may end elsewhere.
      if (rest !== '' && !isSameMode(mode, scanMode(session)))
        return this.#all(session, rest.slice(rest.indexOf(';') + 1), multi, sink, signal);
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
      await this.#statement(session, sql, '', defaultScanMode, sink, signal, known);
    } catch (error) {
      sink.error(toVtError(error));
    }
  }

  /** @param rest what the client sent behind it; '': nothing more. */
  async #statement(
    session: Session,
    sql: string,
    rest: string,
    mode: ScanMode,
    target: ClientSink,
    signal: AbortSignal,
    known?: Templated,
  ): Promise<void> {
    const more = rest !== '';
    const classified = known
      ? { kind: known.template.statement, first: undefined, second: undefined }
      : classify(sql, mode);
    if (classified.kind === 'empty' && sql.trim() !== '' && isBlank(sql, mode)) return target.end(emptyAnswer, more);
    if (session.broken && !allowedBroken.has(classified.kind)) checkNotBroken(session);
    if (!isDiagnostic(classified)) forgetWarnings(session);
    const sink = new ObservingSink(target, more);
    const run = this.#runs.start({ session, sql, mode, classified, sink, signal, known });
    const start = performance.now();
    let error: VtError | undefined;
    try {
      await atStation('session.statement', { sql, kind: classified.kind }, () =>
        inCharacterized(run, () => (known ? this.#runTemplate(run, known) : handle(run))),
      );
      if (!sink.ok) throw VtError.of('VT13001', `${classified.kind} gave no answer`);
      const isCounted = countsFoundRows(classified, sql);
      if (classified.kind !== 'getDiagnostics')
        rememberAnswer(
          session,
          withIdSource(run, sink.ok),
          sink.hasRows,
          sink.rowsReturned,
          isCounted,
          this.#skippedBy(run, sink.rowsReturned),
        );
      session.foundRows = session.countedRows ?? session.foundRows;
      if (session.executed || classified.kind === 'execute')
        session.warnings = session.warnings.filter((one) => !isOfSpelling(one));
      else warnOfSpelling(run);
    } catch (thrown) {
      error = withRest(toldError(toVtError(thrown), { sql, mode, session }, this.deps), sql, rest);
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

  /** Of an answer without rows nobody knows how many there were. */
  #skippedBy({ session, sql, facts }: StatementRun, rowsReturned: number) {
    return rowsReturned > 0 ? skippedLater(facts.instead ?? sql, session, this.deps.options.serverVersion) : 0n;
  }

  /** Its plan is right until its tables turn out to have moved. */
  #runTemplate(run: StatementRun, known: Templated): Promise<void> {
    run.facts.isCachedPlan = true;
    this.deps.stats.planCache('hit');
    let isFirst = true;
    return this.#runs.counted(run, async (again) => {
      const mayKnow = isFirst;
      isFirst = false;
      if (mayKnow && (await runTemplate(again, known))) return;
      await runPlanned(again, run.sql, this.planCache);
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
    const run = this.#runs.start({ session, sql: text, mode, classified: classify(text, mode), sink, signal });
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

/** It tells of the conditions of the statement before; every other one puts its own in their place. */
function isDiagnostic({ kind, second }: Classified): boolean {
  return kind === 'getDiagnostics' || (kind === 'show' && diagnostics.has(second?.text));
}

/** A read whose copy still runs is told of when that has ended, which is soon. */
function log(to: QueryLog, record: QueryRecord, { mirrored }: StatementFacts): void {
  if (mirrored) void mirrored.then((copy) => to.add({ ...record, mirrored: copy }));
  else to.add(record);
}

export const scanMode = scanModeOf;

/** One semicolon at the end is part of nothing, with the end of its line (myloader). */
function withoutEnd(sql: string): string {
  const text = sql.trimEnd();
  return text.endsWith(';') ? text.slice(0, -1) : sql;
}
