import { VtError } from '@vt/base';
import { buildPrimitive, type ExecutionContext, type ShardQuery, type ShardRunner } from '@vt/engine';
import { isMariadbVersion } from '@vt/mysql';
import type { PlanNode } from '@vt/plan';
import { planStatement } from '@vt/planner';
import { decodeText, quoteName, type Statement, visit, visitButLiterals } from '@vt/sqlparser';
import { collectResult, type Result, type ResultSink, type Row } from '@vt/sqltypes';
import { mayScratch, runScratch, type ScratchVariables } from '../../scratch/scratch-road.ts';
import type { Session } from '../../session/session.ts';
import { typedVariableValue, variableText } from '../../statements/set/evaluate.ts';
import type { plannerEnvironment } from '../plans/planned.ts';
import type { StatementRun } from '../statement.ts';
import { onLockConnection, runLockFunction } from './lock-functions.ts';
import { rewriteForSession } from './session-values.ts';
import { setsInsertId } from './special-selects.ts';

type Environment = ReturnType<typeof plannerEnvironment>;

/** Whether it assigns user variables in its expressions (`@a := expr`), or is a query that sets the insert id where its rows do not tell it. */
export function assigns(statement: Statement): boolean {
  let found = setsInsertId(statement);
  visitButLiterals(statement, (node) => {
    found ||= node.kind === 'AssignmentExpr';
    return !found;
  });
  return found;
}

/** What of the session a statement reads and sets while its rows are made. */
type Lent = {
  /** User variables. */
  readonly names: readonly string[];
  /** What LAST_INSERT_ID() says, too. */
  readonly insertId: boolean;
  /** It may set variables that nobody here knows of: they are asked for when it has run. */
  readonly others?: boolean;
};

/** A statement as mysqlds know the names in it, with what it is planned by and where its answer goes. */
export type Translated = { readonly statement: Statement; readonly env: Environment; readonly sink: ResultSink };

/**
 * A statement that assigns variables while its rows are made: only a mysqld knows in which order. It runs on a connection that has the
 * session's variables for the time, and the session takes over what they are then. What more than one shard would have to run goes the scratch road.
 * @param translate gets the statement with the session's own values in it
 * @throws VT12001 where there is none.
 */
export async function runAssigning(
  given: StatementRun,
  statement: Statement,
  translate: (kept: Statement) => Promise<Translated>,
): Promise<void> {
  const { session, deps } = given;
  const insertId = setsInsertId(statement);
  const {
    statement: kept,
    env,
    sink,
  } = await translate(
    rewriteForSession(statement, {
      session,
      options: deps.options,
      keepsUserVariables: true,
      keepsInsertId: insertId,
    }),
  );
  const run = { ...given, sink };
  const warned = session.warnings.length;
  try {
    const plan = planStatement(kept, env);
    // What it reads and assigns comes by the scratch road, which has the variables.
    if (readsScratch(plan.root)) return await buildPrimitive(plan.root).execute(run.engine, run.sink);
    const lent = { names: variablesOf(statement), insertId };
    await withLent(run, lent, (engine) => buildPrimitive(plan.root).execute(engine, run.sink));
  } catch (refusal) {
    if (!mayScratch(run, kept, refusal)) throw refusal;
    session.warnings.length = warned;
    await runScratch(run, kept, env, refusal, scratchVariables(run, kept));
  }
}

/** As `SELECT @got := GET_LOCK(…)`: on the connection that has the session's locks, which gets its variables for it. */
export async function runAssigningLock(run: StatementRun, statement: Statement): Promise<void> {
  const { session, deps } = run;
  const lent = { names: variablesOf(statement), insertId: setsInsertId(statement) };
  await onLockConnection(run, `set ${listOf(lentValues(session, lent))}`, collectResult());
  await runLockFunction(
    run,
    rewriteForSession(statement, {
      session,
      options: deps.options,
      keepsUserVariables: true,
      keepsInsertId: lent.insertId,
    }),
  );
  const answer = collectResult({ rowsMax: 2 });
  await onLockConnection(run, questionOf(lent), answer);
  remember(run, lent, await answer.result);
}

/** A write whose rows are read by the scratch road, for what is assigned with them. */
function readsScratch(root: PlanNode): boolean {
  if (root.kind === 'ModifyRows') return root.input.kind === 'ScratchRead' && root.input.input === undefined;
  if (root.kind !== 'Insert' || root.source.kind !== 'Query') return false;
  return root.source.input.kind === 'ScratchRead' && root.source.input.input === undefined;
}

/** The session's variables for a query that assigns some on a scratch server; undefined: it has none. */
export function scratchVariables(run: StatementRun, statement: Statement): ScratchVariables | undefined {
  const lent = { names: variablesOf(statement), insertId: setsInsertId(statement) };
  const values = lentValues(run.session, lent);
  if (values.length === 0) return undefined;
  return {
    settings: values.map((value) => `set ${listOf([value])}`),
    question: questionOf(lent),
    takeBack: (answer) => remember(run, lent, answer),
  };
}

/**
 * Runs a stored program on a mysqld: it may read and set any user variable, whether its call names it or not. The connection has the session's
 * for the time, and the session takes over what they are then.
 * @param named those that the call names
 * @throws VT12001 where more than one shard would have to run it.
 */
export function withUserVariables(
  run: StatementRun,
  named: readonly string[],
  work: (engine: ExecutionContext) => Promise<void>,
): Promise<void> {
  const names = [...new Set([...run.session.userVariables.keys(), ...named])];
  return withLent(run, { names, insertId: false, others: true }, work);
}

async function withLent(
  run: StatementRun,
  lent: Lent,
  work: (engine: ExecutionContext) => Promise<void>,
): Promise<void> {
  const { session, deps } = run;
  const only = new OneShard(run.shards);
  const wasReserved = session.reserved;
  const settings = new Map(session.settings);
  try {
    await lend(run, lent);
    session.reserved = true;
    await work({ ...run.engine, runner: only });
    if (only.place) await takeBack(run, lent, only.place);
  } finally {
    session.settings.clear();
    for (const [name, value] of settings) session.settings.set(name, value);
    session.reserved = wasReserved;
    // Within a transaction the connection stays the session's until the transaction ends.
    if (!wasReserved) await deps.transactions.unreserve(session, AbortSignal.timeout(GIVE_BACK_MS));
  }
}

const GIVE_BACK_MS = 5_000;

function variablesOf(statement: Statement): readonly string[] {
  const names = new Set<string>();
  visit(statement, (node) => {
    if (node.kind === 'Variable' && node.scope === 'user') names.add(node.name.toLowerCase());
    return true;
  });
  return [...names];
}

/** Connections that are held get them at once, those to come by their settings. */
async function lend({ session, shards, signal }: StatementRun, lent: Lent): Promise<void> {
  const values = lentValues(session, lent);
  if (values.length === 0) return;
  if (session.shardSessions.length > 0) await shards.setHeld(`set ${listOf(values)}`, signal);
  for (const [name, value] of values) session.settings.set(name, value);
}

async function takeBack(run: StatementRun, lent: Lent, place: Place): Promise<void> {
  const names = lent.others ? await namesAt(run, place, lent.names) : lent.names;
  if (names.length === 0 && !lent.insertId) return;
  const taken = { ...lent, names };
  remember(run, taken, await askAt(run, place, questionOf(taken), 1));
}

/** The user variables of the connection of a place: those that are known, and those that it says it has. */
async function namesAt(run: StatementRun, place: Place, known: readonly string[]): Promise<readonly string[]> {
  const isMariadb = isMariadbVersion(run.deps.options.serverVersion);
  const { rows } = await askAt(run, place, isMariadb ? NAMES_MARIADB : NAMES_MYSQL, NAMES_MAX).catch(notTold);
  return [...new Set([...known, ...rows.map(([name]) => decodeText(name ?? Buffer.of()).toLowerCase())])];
}

const NAMES_MYSQL =
  'select variable_name from performance_schema.user_variables_by_thread where thread_id = ps_current_thread_id()';
const NAMES_MARIADB = 'select variable_name from information_schema.user_variables';
const NAMES_MAX = 10_000;
/** No performance_schema, no right to read it, no such plugin: of servers that the cluster did not set up. */
const NOT_TOLD: ReadonlySet<number | undefined> = new Set([1683, 1142, 1109, 1146, 1305]);

function notTold(error: unknown): { readonly rows: readonly Row[] } {
  if (error instanceof VtError && NOT_TOLD.has(error.errno)) return { rows: [] };
  throw error;
}

async function askAt(run: StatementRun, place: Place, sql: string, rowsMax: number): Promise<Result> {
  const answer = collectResult({ rowsMax });
  await run.shards.run([{ ...place, sql, binds: {} }], [answer], { intent: 'read', autocommit: false }, run.signal);
  return answer.result;
}

type Setting = readonly [name: string, value: string];

function lentValues(session: Session, { names, insertId }: Lent): Setting[] {
  const values = names.map((name): Setting => [`@${quoteName(name)}`, literalOf(session, name)]);
  return insertId ? [...values, ['last_insert_id', String(session.lastInsertId)]] : values;
}

const listOf = (values: readonly Setting[]): string => values.map(([name, value]) => `${name} = ${value}`).join(', ');

function literalOf(session: Session, name: string): string {
  const value = session.variable(name);
  return value ? variableText(value) : 'null';
}

function questionOf({ names, insertId }: Lent): string {
  const variables = names.map((name) => `@${quoteName(name)}`);
  const asked = [...variables, ...variables.map((name) => `collation(${name})`)];
  return `select ${[...asked, ...(insertId ? ['last_insert_id()'] : [])].join(', ')}`;
}

function remember(run: StatementRun, { names, insertId }: Lent, { fields, rows }: Result): void {
  const { session } = run;
  const [row = []] = rows;
  for (const [i, name] of names.entries()) {
    if (session.parameters.has(name)) continue;
    const collation = row[names.length + i];
    const value = typedVariableValue(fields[i], row[i] ?? null, run);
    session.setVariable(name, collation ? { ...value, collation: decodeText(collation) } : value);
  }
  const id = insertId ? row.at(-1) : undefined;
  if (id) session.lastInsertId = BigInt(decodeText(id));
}

type Place = { readonly keyspace: string; readonly shard: string };

/** Lets a plan speak to one shard, once. */
class OneShard implements ShardRunner {
  place: Place | undefined = undefined;
  readonly #runner: ShardRunner;

  constructor(runner: ShardRunner) {
    this.#runner = runner;
  }

  get exclusive(): boolean {
    return this.#runner.exclusive ?? false;
  }

  shards(keyspace: string) {
    return this.#runner.shards(keyspace);
  }

  pick(shards: Parameters<ShardRunner['pick']>[0]) {
    return this.#runner.pick(shards);
  }

  run(...args: Parameters<ShardRunner['run']>): Promise<void> {
    const [queries] = args;
    const [first] = queries as readonly ShardQuery[];
    if (this.place || queries.length !== 1 || !first)
      throw VtError.of('VT12001', 'assignment expression in a statement of several shards');
    this.place = { keyspace: first.keyspace, shard: first.shard };
    return this.#runner.run(...args);
  }

  atomically<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#runner.atomically(work, signal);
  }
}
