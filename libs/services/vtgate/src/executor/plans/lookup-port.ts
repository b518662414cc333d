import type { ExecutionContext, ShardRunner } from '@vt/engine';
import { isMultiShard } from '@vt/plan';
import { planStatement } from '@vt/planner';
import { parse } from '@vt/sqlparser';
import { collectResult, type Result, type Row } from '@vt/sqltypes';
import { type CommitOrder, type LookupPort, type LookupStatement, resolveDestination, type VSchema } from '@vt/vschema';
import type { CachedPlan, PlanCache } from './plan-cache.ts';

export type LookupSession = {
  /** As it is now: a statement that is planned anew looks up where the table then is. */
  vschema(): VSchema;
  readonly cache: PlanCache;
  readonly rowsMax: number;
  /** The statement that looks up writes. */
  readonly locking: boolean;
  /** Runs plans in the session. */
  engine(): ExecutionContext;
  /** What MySQL warns of entries is not the client's. */
  readonly warnings: unknown[];
};

/** Lookup statements are planned as any other, by the table's own keyspace, and run in the session that they are for. */
export function lookupPort(session: LookupSession): LookupPort {
  return {
    locking: session.locking,
    run: async (statement) => (await execute(planOf(statement.sql, session), statement, session)).rows,
    async removeExactly(statement) {
      if (!goesFar(planOf(statement.sql, session))) return false;
      const exact = planOf(statement.sql, session, true);
      return !goesFar(exact) && (await execute(exact, statement, session)).affectedRows > 0n;
    },
    runAt: (keyspace, keyspaceId, statement) => runAt(session, keyspace, keyspaceId, statement),
  };
}

function goesFar({ plan: { root } }: CachedPlan): boolean {
  return 'routing' in root && isMultiShard(root.routing);
}

async function execute({ primitive }: CachedPlan, statement: LookupStatement, session: LookupSession): Promise<Result> {
  const answer = collectResult({ rowsMax: session.rowsMax });
  const warned = session.warnings.length;
  await primitive.execute(contextFor(session, statement), answer);
  session.warnings.length = warned;
  return await answer.result;
}

async function runAt(
  session: LookupSession,
  keyspace: string,
  keyspaceId: Uint8Array,
  statement: LookupStatement,
): Promise<readonly Row[]> {
  const { runner, binds, signal } = contextFor(session, statement);
  const shards = resolveDestination({ kind: 'KeyspaceId', keyspaceId }, runner.shards(keyspace));
  const answer = collectResult({ rowsMax: session.rowsMax });
  const queries = shards.map(({ name }) => ({ keyspace, shard: name, sql: statement.sql, binds }));
  await runner.run(queries, [answer], { intent: 'read', autocommit: false }, signal);
  return (await answer.result).rows;
}

function contextFor(session: LookupSession, { binds, order }: LookupStatement): ExecutionContext {
  const engine = session.engine();
  return { ...engine, binds, runner: runnerFor(order, engine.runner) };
}

/** Entries are there before their rows, and go after them: what a commit that ends in the middle leaves is an entry too much, never a row without one. */
function runnerFor(order: CommitOrder, runner: ShardRunner): ShardRunner {
  if (order === 'autocommit') return apart(runner);
  return order === 'normal' ? runner : inTurn(runner, order === 'pre' ? 'first' : 'last');
}

function inTurn(runner: ShardRunner, commits: 'first' | 'last'): ShardRunner {
  return {
    get exclusive() {
      return runner.exclusive ?? false;
    },
    shards: (keyspace) => runner.shards(keyspace),
    pick: (shards) => runner.pick(shards),
    run: (queries, sinks, options, signal) => runner.run(queries, sinks, { ...options, commits }, signal),
    atomically: (work, signal) => runner.atomically(work, signal),
  };
}

/** A runner whose statements are outside of the session's transaction. */
function apart(runner: ShardRunner): ShardRunner {
  return {
    shards: (keyspace) => runner.shards(keyspace),
    pick: (shards) => runner.pick(shards),
    run: (queries, sinks, options, signal) => runner.run(queries, sinks, { ...options, apart: true }, signal),
    atomically: (work) => work(),
  };
}

/** @param isExact texts are where their bytes lead. */
function planOf(sql: string, session: LookupSession, isExact = false): CachedPlan {
  const { cache } = session;
  const vschema = session.vschema();
  const key = `${isExact ? 'exact lookup' : 'lookup'}|${sql}`;
  const found = cache.get(key, vschema);
  if (found) return found;
  const plan = planStatement(parse(sql, { sqlMode: '' }), {
    vschema,
    keyspace: '',
    tabletType: 'PRIMARY',
    destination: undefined,
    anyKeyspace: undefined,
    noScatter: false,
    trustTextVindexes: isExact,
  });
  return cache.add(key, plan, vschema);
}
