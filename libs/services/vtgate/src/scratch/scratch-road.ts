import { anySignal, VtError } from '@vt/base';
import { buildPrimitive } from '@vt/engine';
import {
  directive,
  findMentions,
  type Mention,
  type PlannerEnvironment,
  planStatement,
  type ScratchPlan,
  type ScratchTable,
  scratchPlan,
  type TableShape,
} from '@vt/planner';
import { type QueryStatement, quoteName, type Statement } from '@vt/sqlparser';
import type { Result } from '@vt/sqltypes';
import type { StatementRun } from '../executor/statement.ts';
import { withNames } from '../executor/texts/name-columns.ts';
import type { TabletTarget } from '../gateway/tablet-gateway.ts';
import { statementTimeoutMs } from '../session/statement-timeout.ts';
import { checkFunctions } from './functions.ts';
import { ScratchConnection } from './scratch-connection.ts';
import { ScratchBudget, ScratchLoader } from './scratch-loader.ts';
import { ScratchNames } from './scratch-names.ts';
import { TableShapes } from './shapes.ts';

const shapes = new TableShapes();
/** A subquery gave more than one row: MySQL only says so where it needs the value. */
const MORE_ROWS = 1242;
/** A value is no UUID, a number is out of range, JSON is none or of no such path. */
const OF_VALUES: ReadonlySet<number | undefined> = new Set([1411, 1690, 3141, 3143, 3144, 3146, 3157]);
const WIDE_CHARSETS = /^'?(utf8mb4|utf8mb3|utf8)\b/i;

/** Whether a failure says only that a plan is beyond the gate: MySQL does not evaluate each subquery that a plan does. */
export function isBeyondPlan(error: unknown): boolean {
  return error instanceof VtError && (error.id === 'VT12001' || error.errno === MORE_ROWS);
}

/** Whether it is of a value that a plan may have computed for a row that a later step of it drops. */
export function isOfValue(error: unknown): boolean {
  return error instanceof VtError && OF_VALUES.has(error.errno);
}

/**
 * Whether a refused statement may be answered by a scratch server: unless the flag --scratch-reads, the session variable scratch_reads or
 * the directive SCRATCH_READS=off says no.
 */
export function mayScratch(run: StatementRun, statement: Statement, error: unknown): statement is QueryStatement {
  const allowed = run.deps.options.scratchReads && run.session.scratchReads;
  if (!allowed || !(isBeyondPlan(error) || isOfValue(error))) return false;
  const said = directive('comments' in statement ? statement.comments : [], 'SCRATCH_READS');
  if (said !== undefined && /^(0|off|false)$/i.test(said)) return false;
  return ['Select', 'Union', 'ParenSelect', 'TableStatement', 'ValuesStatement'].includes(statement.kind);
}

/** What a query assigns: the connection has the session's variables before it, and is asked for them behind it. */
export type ScratchVariables = {
  readonly settings: readonly string[];
  readonly question: string;
  takeBack(answer: Result): void;
};

/**
 * Answers a read that cannot be planned over shards: loads what it needs of each table into temporary tables of one connection, and runs it
 * there. What cannot be done so either is refused with the planner's own reason.
 */
export async function runScratch(
  run: StatementRun,
  statement: QueryStatement,
  environment: PlannerEnvironment,
  refusal: unknown,
  variables?: ScratchVariables,
): Promise<void> {
  const plan = await planScratch(run, statement, environment, refusal);
  const target = targetOf(run, plan);
  run.deps.stats.scratch(reasonOf(refusal));
  const connection = new ScratchConnection(run, target, variables?.settings);
  const { scratchTurns, options } = run.deps;
  const timeoutMs = statementTimeoutMs(run.session, options.queryTimeoutMs, run.directives.queryTimeoutMs);
  await scratchTurns?.take(run.signal, timeoutMs);
  try {
    await load(run, plan, environment, connection);
    await connection.query(plan.query, new ScratchNames(run.sink, plan.tables));
    if (variables) variables.takeBack(await connection.ask(variables.question));
  } finally {
    await connection.release();
    scratchTurns?.give();
  }
}

/** @throws the planner's refusal where there is no table to fetch, VT12001 where the query would not mean the same. */
export async function planScratch(
  run: StatementRun,
  statement: QueryStatement,
  environment: PlannerEnvironment,
  refusal: unknown,
): Promise<ScratchPlan> {
  const found = findMentions(withNames(statement), environment);
  const names = run.session.settings.get('names');
  if (found.mentions.length === 0 || (names !== undefined && !WIDE_CHARSETS.test(names))) throw refusal;
  const known = new Map<Mention, TableShape>();
  for (const mention of found.mentions) known.set(mention, await shapes.get(run, mention.table));
  const plan = scratchPlan(found, (mention) => known.get(mention) as TableShape);
  await checkFunctions(run, statement, targetOf(run, plan).keyspace);
  return plan;
}

async function load(
  run: StatementRun,
  plan: ScratchPlan,
  environment: PlannerEnvironment,
  connection: ScratchConnection,
): Promise<void> {
  const { scratchRowsMax, scratchBytesMax } = run.deps.options;
  const budget = new ScratchBudget(scratchRowsMax, scratchBytesMax);
  await connection.beginLoading();
  for (const table of plan.tables) {
    await connection.command(table.create);
    await fill(run, table, environment, connection, budget);
  }
  await connection.endLoading();
}

async function fill(
  run: StatementRun,
  table: ScratchTable,
  environment: PlannerEnvironment,
  connection: ScratchConnection,
  budget: ScratchBudget,
): Promise<void> {
  const stop = new AbortController();
  const loader = new ScratchLoader(filledPart(table), (sql) => connection.command(sql), budget, stop);
  const root = buildPrimitive(planStatement(table.fetch, environment).root);
  const { session } = run;
  const { workload } = session;
  session.workload = 'OLAP'; // what is fetched is not what the client gets: its limit of rows is another
  try {
    await root.execute({ ...run.engine, signal: anySignal([run.signal, stop.signal]) }, loader);
  } catch (error) {
    await loader.done(); // says why where it was the loader that stopped it
    throw error;
  } finally {
    session.workload = workload;
  }
  await loader.done();
}

/** A shard of the first table's keyspace: its tablet is near the rows, and keeps its own limits of connections. */
function targetOf(run: StatementRun, plan: ScratchPlan): TabletTarget {
  const keyspace = plan.tables[0]?.keyspace ?? '';
  const shard = run.shards.pick(run.shards.shards(keyspace));
  if (shard === undefined) throw VtError.of('VT14002');
  return { keyspace, shard: shard.name, tabletType: run.session.target.tabletType };
}

/** What the planner could not do, without its error code. */
export function reasonOf(refusal: unknown): string {
  return refusal instanceof Error ? refusal.message.replace(/^VT12001: unsupported: /, '') : 'unknown';
}

/** The table with its columns where some are invisible: these get values only by name. */
function filledPart({ name, columns }: ScratchTable): string {
  if (!columns.some(({ invisible }) => invisible)) return name;
  return `${name} (${columns.map((column) => quoteName(column.name)).join(', ')})`;
}
