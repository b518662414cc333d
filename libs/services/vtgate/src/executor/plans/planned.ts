import { VtError } from '@vt/base';
import { isRowLimit } from '@vt/engine';
import { isMariadbVersion } from '@vt/mysql';
import type { Plan, ScratchRead } from '@vt/plan';
import { columnUsage, planStatement } from '@vt/planner';
import { type Literal, type NodeOf, parse, print, SqlError, type Statement } from '@vt/sqlparser';
import type { ResultSink } from '@vt/sqltypes';
import { type KeyspaceSchema, onlyShard, type VSchema } from '@vt/vschema';
import { viewQuery } from '../../schema/views.ts';
import { explainScratch } from '../../scratch/explain-scratch.ts';
import { isBeyondPlan, isOfValue, mayScratch, planScratch, runScratch } from '../../scratch/scratch-road.ts';
import { resultCollations } from '../../session/charset.ts';
import { isReadOnly, readOnlyRefusal } from '../../session/read-only.ts';
import { atStation, atStationSync } from '../../station.ts';
import type { StatementKind } from '../../text/classify.ts';
import { mayHaveSpacedCallIn, withoutCallSpaces } from '../../text/native-calls.ts';
import { asVtError } from '../errors/sql-error.ts';
import { hasNewColumns } from '../errors/unknown-columns.ts';
import { anyKeyspace, isSystemSchema } from '../place.ts';
import { assigns, runAssigning, runAssigningLock, scratchVariables } from '../session-answers/assignments.ts';
import { shownVariables } from '../session-answers/decimal-variables.ts';
import { answerRows } from '../session-answers/local-result.ts';
import { answerLocally } from '../session-answers/local-select.ts';
import { mayLock, onlyWithDual, runLockFunction, usesLockFunction } from '../session-answers/lock-functions.ts';
import { sessionColumns } from '../session-answers/session-columns.ts';
import { rewriteForSession } from '../session-answers/session-values.ts';
import {
  lastInsertIdColumn,
  type QueryInto,
  selectInto,
  selectLastInsertId,
} from '../session-answers/special-selects.ts';
import type { StatementRun } from '../statement.ts';
import { processesFor } from '../system-schemas/processlist-table.ts';
import { translateSystemSchemas } from '../system-schemas/system-schemas.ts';
import { hasSpacedNames } from '../texts/ignored-spaces.ts';
import { grammarOf, parseForMariadb } from '../texts/mariadb-syntax.ts';
import { nameColumns } from '../texts/name-columns.ts';
import { isPlain } from '../texts/plain.ts';
import { HeldBeginning } from './beginning.ts';
import { checkTexts, withBoundTexts } from './bound-texts.ts';
import { asksOwnSequence, keepConnection, usesOwnSequence } from './own-sequences.ts';
import type { CachedPlan, PlanCache } from './plan-cache.ts';
import { planAtOneTime, timeBinds } from './statement-time.ts';
import type { Templated } from './template-plans.ts';
import { viewColumns } from './view-columns.ts';

/** Longer statements are planned and forgotten: a dump's inserts would push out every plan that comes back. */
const CACHED_CHARS_MAX = 64 * 1024;

/** Runs a statement that reads or writes rows. */
export async function runPlanned(run: StatementRun, sql: string, cache: PlanCache): Promise<void> {
  const { session, deps, directives } = run;
  const templated =
    session.skipPlanCache || directives.skipPlanCache ? undefined : cache.templates.of(run, sql, deps.vschema());
  if (!templated) return runByText(run, sql, cache);
  deps.stats.planCache(templated.isNew ? 'miss' : 'hit');
  run.facts.isCachedPlan = !templated.isNew;
  if (await runTemplate(run, templated)) return;
  cache.templates.forget(run, sql, templated);
  await runByText(run, sql, cache);
}

/** Whether it ran: what turns out only then to be beyond its plan has done nothing, and its text may have another one. */
export async function runTemplate(run: StatementRun, { template, binds }: Templated): Promise<boolean> {
  const { cached } = template;
  const writesBefore = run.shards.writes;
  const warned = run.session.warnings.length;
  const sink = new HeldBeginning(run.sink, !passesOn(cached.plan));
  try {
    await execute({ ...run, sink, binds, engine: { ...run.engine, binds } }, cached);
    return true;
  } catch (refusal) {
    const hasWritten = run.shards.writes > writesBefore;
    if (sink.started || hasWritten || !mayRunAnotherWay(cached.plan, refusal)) throw refusal;
    run.session.warnings.length = warned;
    return false;
  }
}

function mayRunAnotherWay({ statement, root }: Plan, refusal: unknown): boolean {
  return isBeyondPlan(refusal) || (statement === 'SELECT' && worksOnRows(root) && isOfValue(refusal));
}

async function runByText(run: StatementRun, sql: string, cache: PlanCache): Promise<void> {
  const { session, deps } = run;
  const vschema = deps.vschema();
  try {
    return await runWith(run, sql, cache, vschema);
  } catch (refusal) {
    if (!(await hasNewColumns(deps, session.target.keyspace, refusal, vschema))) throw refusal;
  }
  return runWith(run, sql, cache, deps.vschema());
}

async function runWith(run: StatementRun, sql: string, cache: PlanCache, vschema: VSchema): Promise<void> {
  const { session, deps } = run;
  const key = cacheKey(run, sql);
  const skipCache = session.skipPlanCache || run.directives.skipPlanCache;
  const found = skipCache ? undefined : cache.get(key, vschema);
  deps.stats.planCache(found ? 'hit' : 'miss');
  const cached = found ?? plainPlan(run, sql, vschema, key, cache);
  if (found) run.facts.isCachedPlan = true;
  if (cached) return executeOrScratch(run, cached, () => reread(run, sql, vschema));
  const parsed = atStationSync('sql.parse', { sql }, () => parseStatement(run, sql));
  const isSequence = isMariadb(run) && usesOwnSequence(parsed, sql);
  if (isSequence) keepConnection(run, sql);
  if (!parsed) return execute(run, cache.add(key, verbatim(run, sql), undefined));
  if (mayLock(sql) && usesLockFunction(parsed)) {
    if (parsed.kind !== 'Select') throw onlyWithDual(parsed);
    if (assigns(parsed)) return runAssigningLock(run, nameColumns(parsed));
  }
  if (assigns(parsed)) checkTexts(run, parsed);
  if (assigns(parsed)) return runAssigning(run, nameColumns(parsed), (kept) => translated(run, kept, vschema));
  const statement = withSelectLimit(
    rewriteForSession(nameColumns(parsed), { session, options: deps.options }),
    session.selectLimit,
  );
  if (statement !== parsed) {
    run = { ...run, sink: shownVariables(sessionColumns(run, statement), parsed, session) };
  }
  if (isInto(statement)) {
    checkTexts(run, statement);
    if (statement.into.kind === 'IntoVariables') return selectInto(run, statement, statement.into);
  }
  if (statement.kind === 'Select') {
    if (usesLockFunction(statement)) return runLockFunction(run, statement);
    const column = lastInsertIdColumn(statement);
    if (column !== undefined)
      return selectLastInsertId(run, column, (sink) =>
        runRest({ ...run, sink }, sql, parsed, statement, key, vschema, cache),
      );
  }
  return runRest(run, sql, parsed, statement, key, vschema, cache);
}

/** As mysqlds know the names in it: those of keyspaces in questions to information_schema. */
async function translated(run: StatementRun, given: Statement, vschema: VSchema) {
  const processes = await processesFor(run.sql, run.deps);
  const { keyspace, ...found } = await translateSystemSchemas(run, given, processes);
  return { ...found, env: plannerEnvironment(run, vschema, keyspace) };
}

function isInto(statement: Statement): statement is QueryInto {
  return (isQuery(statement) || statement.kind === 'ParenSelect') && 'into' in statement && statement.into !== null;
}

/** What a write needs of rows that no plan gives. */
export function readScratch(run: StatementRun, { statement, reason }: ScratchRead): Promise<void> {
  const environment = plannerEnvironment(run, run.deps.vschema());
  const variables = assigns(statement) ? scratchVariables(run, statement) : undefined;
  return runScratch(run, statement, environment, VtError.of('VT12001', reason), variables);
}

/** What has no meaning of its own for the session. */
async function runRest(
  run: StatementRun,
  sql: string,
  parsed: Statement,
  statement: Statement,
  key: string,
  vschema: VSchema,
  cache: PlanCache,
): Promise<void> {
  const bound = withBoundTexts(run, statement);
  if (bound) return runRest(bound.run, sql, parsed, bound.statement, key, vschema, cache);
  const { session } = run;
  const local = answerLocally(statement);
  if (local)
    return answerRows(run.sink, local.columns, [local.row], resultCollations(session, run.deps.options.serverVersion));
  const { statement: asked, sink, system, env } = await translated(run, statement, vschema);
  // A sequence's values are its connection's.
  const isSequence = isMariadb(run) && usesOwnSequence(parsed, sql);
  if (system || (isTableless(statement) && !isSequence)) run.shards.apart = true;
  const keep =
    asked === parsed &&
    !run.shards.apart &&
    !isSequence &&
    sql.length <= CACHED_CHARS_MAX &&
    !session.skipPlanCache &&
    !run.directives.skipPlanCache;
  let plan: Plan;
  try {
    const start = performance.now();
    plan = atStationSync('plan.build', { sql }, () => planAtOneTime(asked, env));
    run.facts.planMs = performance.now() - start;
  } catch (refusal) {
    if (WRITES.has(asked.kind) && isReadOnly(session)) throw readOnlyRefusal(isMariadb(run));
    if (!mayScratch(run, asked, refusal)) throw refusal;
    return runScratch({ ...run, sink }, asked, env, refusal);
  }
  return executeOrScratch({ ...run, sink }, cache.add(key, plan, keep ? vschema : undefined), () => ({
    statement: asked,
    env,
  }));
}

/** A statement whose plan is kept: as it was planned. */
function reread(run: StatementRun, sql: string, vschema: VSchema): Planned | undefined {
  const parsed = parseStatement(run, sql);
  if (!parsed) return undefined;
  const { session, deps } = run;
  const statement = rewriteForSession(nameColumns(parsed), { session, options: deps.options });
  return { statement: withSelectLimit(statement, session.selectLimit), env: plannerEnvironment(run, vschema) };
}

type Planned = { readonly statement: Statement; readonly env: ReturnType<typeof plannerEnvironment> };

/** Rows that pass on as they come need nothing that we might not know. */
function passesOn({ root }: Plan): boolean {
  return root.kind === 'Route' && root.orderBy.length === 0;
}

/** What turns out only while it runs to be beyond us (the types of columns decide) goes the other road, if the client has seen nothing yet. */
async function executeOrScratch(
  run: StatementRun,
  cached: CachedPlan,
  planned: () => Planned | undefined,
): Promise<void> {
  const { plan } = cached;
  if (plan.statement !== 'SELECT' || passesOn(plan) || !run.deps.options.scratchReads) return execute(run, cached);
  const warned = run.session.warnings.length;
  const sink = new HeldBeginning(run.sink, true);
  try {
    await execute({ ...run, sink }, cached);
  } catch (refusal) {
    const again = sink.started ? undefined : planned();
    if (!again || !mayScratch(run, again.statement, refusal)) throw refusal;
    run.session.warnings.length = warned;
    await runScratch(run, again.statement, again.env, refusal);
  }
}

async function execute(run: StatementRun, { plan, primitive, counts }: CachedPlan): Promise<void> {
  run.onPlan(plan);
  run.facts.counts = counts;
  const time = timeBinds(plan, run.session);
  const engine = time ? { ...run.engine, binds: { ...run.engine.binds, ...time } } : run.engine;
  const attempt = (sink: ResultSink): Promise<void> =>
    atStation('engine.run', { plan }, () => primitive.execute(engine, viewColumns(plan, sink)));
  return worksOnRows(plan.root) ? readingAll(run, attempt) : attempt(run.sink);
}

/** Whether rows of shards are more than what the client gets. */
function worksOnRows(root: Plan['root']): boolean {
  if (root.kind === 'Insert') return root.source.kind === 'Query';
  return root.kind !== 'Route' && root.kind !== 'Send' && root.kind !== 'Dml';
}

/**
 * A shard's rows for a step of the gate, a join or a sort or an INSERT … SELECT, may be more than it gives a client of workload OLTP. Then all of them
 * are read, in the same time: the step has bounds of its own. A write that fails has done nothing.
 */
async function readingAll(run: StatementRun, attempt: (sink: ResultSink) => Promise<void>): Promise<void> {
  const warned = run.session.warnings.length;
  const sink = new HeldBeginning(run.sink, false);
  try {
    await attempt(sink);
  } catch (error) {
    if (sink.started || run.shards.readsAll || !isRowLimit(error)) throw error;
    run.session.warnings.length = warned;
    run.shards.readsAll = true;
    await attempt(run.sink);
  }
}

/** What the selected keyspace's only mysqld may have as it is. */
function plainPlan(
  run: StatementRun,
  sql: string,
  vschema: VSchema,
  key: string,
  cache: PlanCache,
): CachedPlan | undefined {
  const { session, deps, mode } = run;
  if (!mayGoVerbatim({ session, deps, mode, kind: run.classified.kind }, sql, vschema)) return undefined;
  const keep = sql.length <= CACHED_CHARS_MAX && !run.session.skipPlanCache;
  return cache.add(key, verbatim(run, sql), keep ? vschema : undefined);
}

/** Whether a statement means to the mysqld of the targeted keyspace, byte for byte, what it means here. */
export function mayGoVerbatim(
  { session, mode, kind }: Pick<StatementRun, 'session' | 'deps' | 'mode'> & { readonly kind: StatementKind },
  sql: string,
  vschema: VSchema,
): boolean {
  const keyspace = vschema.keyspaces.get(session.target.keyspace);
  if (!keyspace || keyspace.error || (keyspace.sharded && !session.target.destination)) return false;
  const { routingRules, keyspaceRoutingRules, mirrorRules } = vschema;
  if (routingRules.size > 0 || keyspaceRoutingRules.size > 0 || mirrorRules.size > 0) return false;
  if (session.selectLimit !== undefined || (kind === 'select' && hasSpacedNames(session, sql))) return false;
  // Written anew, it has no such spaces, and columns keep the names that have.
  if (session.asksToIgnoreSpace && mayHaveSpacedCallIn(sql)) return false;
  if (!isPlain(sql, mode, (name) => vschema.keyspaces.has(name))) return false;
  if (kind === 'insert' && session.target.destination?.kind === 'ExactKeyRange') return false;
  if (kind !== 'select' && !session.target.destination && !writesAsIs(keyspace)) return false;
  return !isConstant(sql);
}

const writtenAsIs = new WeakMap<KeyspaceSchema, boolean>();

/** Whether the VSchema says nothing of a keyspace's tables that a write must heed: sequences, tables whose rows come from elsewhere. */
function writesAsIs(keyspace: KeyspaceSchema): boolean {
  let known = writtenAsIs.get(keyspace);
  if (known === undefined) {
    known = ![...keyspace.tables.values()].some(({ autoIncrement, source }) => autoIncrement || source);
    writtenAsIs.set(keyspace, known);
  }
  return known;
}

/** A SELECT that no table is in is answered here. */
function isConstant(sql: string): boolean {
  return sql.length < 256 && /^\s*select\b/i.test(sql) && !/\bfrom\b/i.test(sql);
}

function verbatim(run: StatementRun, sql: string): Plan {
  const { keyspace, destination } = run.session.target;
  const kind = run.classified.kind;
  const write = kind !== 'select';
  const query = run.session.asksToIgnoreSpace ? withoutCallSpaces(sql, run.mode) : sql;
  return {
    query,
    statement:
      kind === 'insert'
        ? 'INSERT'
        : kind === 'replace'
          ? 'REPLACE'
          : kind === 'update'
            ? 'UPDATE'
            : kind === 'delete'
              ? 'DELETE'
              : 'SELECT',
    type: 'Passthrough',
    root: { kind: 'Send', keyspace, destination: destination ?? onlyShard, query, write, ddl: false },
    tablesUsed: [],
  };
}

const DELETES_HISTORY = /^\s*delete\s+history\s+from\b/i;

/** Undefined: it is no SQL that we know, and a mysqld is to say what it thinks of it. */
function parseStatement(run: StatementRun, sql: string): Statement | undefined {
  const sqlMode = run.session.sqlModeNames;
  const { keyspace, destination } = run.session.target;
  const known = run.deps.vschema().keyspaces.get(keyspace);
  try {
    // To MySQL rows of a table that is called so.
    if (isMariadb(run) && DELETES_HISTORY.test(sql) && (!known || known.sharded)) return parseForMariadb(sql, sqlMode);
    const statement = parse(sql, { sqlMode, ...grammarOf(run.deps.options.serverVersion) });
    return known && !known.sharded && isMariadb(run) && asksOwnSequence(statement, known) ? undefined : statement;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (known && (!known.sharded || destination)) return undefined;
    const own = isMariadb(run) ? parseForMariadb(sql, sqlMode) : undefined;
    if (own) return own;
    throw asVtError(error);
  }
}

export function plannerEnvironment(run: Pick<StatementRun, 'session' | 'deps'>, vschema: VSchema, asked?: string) {
  const { keyspace, tabletType, destination } = run.session.target;
  let any: string | undefined;
  try {
    any = asked ?? anyKeyspace(run);
  } catch {
    any = undefined;
  }
  return {
    vschema,
    keyspace: isSystemSchema(keyspace) ? '' : keyspace,
    tabletType,
    destination,
    anyKeyspace: any,
    noScatter: run.deps.options.noScatter,
    refusesLimitedLists: true,
    scratch: run.deps.options.scratchReads && run.session.scratchReads,
    onlyFullGroupBy: isFullGroupBy(run.session.sqlMode) && !isMariadb(run),
    flavor: isMariadb(run) ? ('mariadb' as const) : ('mysql' as const),
    keepsQuotients: isMariadb(run),
    assignsAtOnce: isMariadb(run),
    ownClauses: isMariadb(run),
    trustTextVindexes: run.deps.options.trustTextVindexes === true,
    foreignKeyChecks: !/^'?(?:0|off)/i.test(run.session.settings.get('foreign_key_checks') ?? '1'),
    view: (owner: string, name: string) => viewQuery(vschema, owner, name),
  };
}

const WRITES: ReadonlySet<Statement['kind']> = new Set(['Insert', 'Update', 'Delete']);

const isMariadb = ({ deps }: Pick<StatementRun, 'deps'>): boolean => isMariadbVersion(deps.options.serverVersion);

/** Whether a session's sql_mode has ONLY_FULL_GROUP_BY; '': what servers have by default. */
export function isFullGroupBy(sqlMode: string): boolean {
  return sqlMode === '' || /ONLY_FULL_GROUP_BY|\bANSI\b/i.test(sqlMode);
}

function cacheKey({ session }: StatementRun, sql: string): string {
  const { keyspace, tabletType, destination } = session.target;
  const place = destination?.kind === 'Shard' ? destination.shard : destination ? JSON.stringify(destination) : '';
  return `${keyspace}|${tabletType}|${place}|${session.selectLimit ?? ''}|${session.sqlMode}|${session.settings.get('foreign_key_checks') ?? ''}|${session.scratchReads}|${session.shownSqlMode ?? ''}|${session.asksToIgnoreSpace}|${sql}`;
}

function isTableless(statement: Statement): boolean {
  return statement.kind === 'Select' && statement.from.length === 0 && !statement.where;
}

/** `sql_select_limit` speaks of the rows that a SELECT of the client gives, where it has no LIMIT itself. */
function withSelectLimit(statement: Statement, limit: bigint | undefined): Statement {
  if (limit === undefined || !isQuery(statement) || statement.limit) return statement;
  const rowCount: Literal = { kind: 'Literal', type: 'Int', value: limit.toString() };
  return { ...statement, limit: { kind: 'Limit', offset: null, rowCount } } satisfies Query;
}

type Query = NodeOf<'Select' | 'TableStatement' | 'Union' | 'ValuesStatement'>;
const QUERIES: ReadonlySet<string> = new Set<Query['kind']>(['Select', 'TableStatement', 'Union', 'ValuesStatement']);
const isQuery = (statement: Statement): statement is Query => QUERIES.has(statement.kind);

/** What VEXPLAIN KEYS shows of a statement. */
export function explainedKeys(run: StatementRun, sql: string): object {
  const parsed = parseStatement(run, sql);
  if (!parsed) throw VtError.of('VT12001', 'VEXPLAIN KEYS of this statement');
  const statement = rewriteForSession(parsed, { session: run.session, options: run.deps.options });
  return columnUsage(statement, plannerEnvironment(run, run.deps.vschema()));
}

export function explainedPlan(run: StatementRun, sql: string): Plan {
  const parsed = parseStatement(run, sql);
  if (!parsed) return verbatim(run, sql);
  const statement = rewriteForSession(nameColumns(parsed), { session: run.session, options: run.deps.options });
  const plan = planAtOneTime(statement, plannerEnvironment(run, run.deps.vschema()));
  return { ...plan, query: print(parsed) };
}

/** How a read that the planner refused is answered all the same; undefined where it is not. */
export async function explainedScratch(run: StatementRun, sql: string, refusal: unknown): Promise<object | undefined> {
  const parsed = parseStatement(run, sql);
  if (parsed === undefined || !mayScratch(run, parsed, refusal)) return undefined;
  const statement = rewriteForSession(parsed, { session: run.session, options: run.deps.options });
  const env = plannerEnvironment(run, run.deps.vschema());
  const plan = await planScratch(run, statement, env, refusal);
  return explainScratch(plan, refusal, (fetch) => planStatement(fetch, env));
}
