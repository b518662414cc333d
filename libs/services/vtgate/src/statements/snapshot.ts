import { collectResult } from '@vt/sqltypes';
import { resolveDestination } from '@vt/vschema';
import { isSystemSchema } from '../executor/place.ts';
import type { StatementRun } from '../executor/statement.ts';

/**
 * WITH CONSISTENT SNAPSHOT takes it at once on every shard of the selected keyspace that the session sees, rather than where and when its
 * first statement comes: two shards are read as they were at nearly one moment. Where the transaction is to stay on one shard, and where no
 * keyspace is selected yet, a shard's first statement takes its snapshot. A shard that cannot begin is an error, and no transaction.
 */
export async function openSnapshot({ session, deps, shards, signal }: StatementRun): Promise<void> {
  const { keyspace, destination } = session.target;
  if (keyspace === '' || isSystemSchema(keyspace)) return;
  try {
    const all = shards.shards(keyspace);
    const chosen = destination ? resolveDestination(destination, all, (some) => shards.pick(some)) : all;
    if (chosen.length > 1 && session.transactionMode === 'SINGLE') return;
    const queries = chosen.map(({ name }) => ({ keyspace, shard: name, sql: 'select 1', binds: {} }));
    const sinks = queries.map(() => collectResult());
    if (queries.length > 0) await shards.run(queries, sinks, { intent: 'read', autocommit: false }, signal);
  } catch (error) {
    await deps.transactions.rollback(session, signal);
    throw error;
  }
}
