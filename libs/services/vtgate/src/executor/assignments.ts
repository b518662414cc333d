import { VtError } from '@vt/base';
import { buildPrimitive, type ExecutionContext, type ShardQuery, type ShardRunner } from '@vt/engine';
import { planStatement } from '@vt/planner';
import { quoteName, type Statement, visit } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { literal, typedVariableValue } from '../statements/set/evaluate.ts';
import type { plannerEnvironment } from './planned.ts';
import { rewriteForSession } from './session-values.ts';
import type { StatementRun } from './statement.ts';

type Environment = ReturnType<typeof plannerEnvironment>;

/** Whether it assigns user variables in its expressions (`@a := expr`). */
export function assigns(statement: Statement): boolean {
  let found = false;
  visit(statement, (node) => {
    found ||= node.kind === 'AssignmentExpr';
    return !found;
  });
  return found;
}

/**
 * A statement that assigns variables while its rows are made: only a mysqld knows in which order. It runs on a connection that has the
 * session's variables for the time, and the session takes over what they are then.
 * @throws VT12001 where more than one shard would have to run it.
 */
export async function runAssigning(run: StatementRun, statement: Statement, env: Environment): Promise<void> {
  const { session, deps } = run;
  const plan = planStatement(
    rewriteForSession(statement, { session, options: deps.options, keepsUserVariables: true }),
    env,
  );
  await withUserVariables(run, variablesOf(statement), (engine) => buildPrimitive(plan.root).execute(engine, run.sink));
}

/**
 * Runs what reads and writes user variables on a mysqld: it has the session's for the time, and the session takes over what they are then.
 * @throws VT12001 where more than one shard would have to run it.
 */
export async function withUserVariables(
  run: StatementRun,
  names: readonly string[],
  work: (engine: ExecutionContext) => Promise<void>,
): Promise<void> {
  const { session, deps } = run;
  const only = new OneShard(run.shards);
  const wasReserved = session.reserved;
  const settings = new Map(session.settings);
  try {
    await lendVariables(run, names);
    session.reserved = true;
    await work({ ...run.engine, runner: only });
    if (only.place) await takeBack(run, names, only.place);
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
async function lendVariables({ session, shards, signal }: StatementRun, names: readonly string[]): Promise<void> {
  const values = names.map((name) => {
    const value = session.variable(name);
    return [`@${quoteName(name)}`, value ? literal(value) : 'null'] as const;
  });
  if (session.shardSessions.length > 0)
    await shards.setHeld(`set ${values.map(([name, value]) => `${name} = ${value}`).join(', ')}`, signal);
  for (const [name, value] of values) session.settings.set(name, value);
}

async function takeBack(run: StatementRun, names: readonly string[], place: Place): Promise<void> {
  const answer = collectResult({ rowsMax: 2 });
  const sql = `select ${names.map((name) => `@${quoteName(name)}`).join(', ')}`;
  const query = { ...place, sql, binds: {} };
  await run.shards.run([query], [answer], { intent: 'read', autocommit: false }, run.signal);
  const { fields, rows } = await answer.result;
  for (const [i, name] of names.entries())
    if (!run.session.parameters.has(name))
      run.session.userVariables.set(name, typedVariableValue(fields[i], rows[0]?.[i] ?? null));
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
