import { isMariadbVersion } from '@vt/mysql';
import { collectResult } from '@vt/sqltypes';
import { resolveDestination } from '@vt/vschema';
import { isSystemSchema } from '../executor/place.ts';
import type { StatementRun } from '../executor/statement.ts';

const IGNORED = 138;
const REPEATABLE = 'REPEATABLE READ';

/**
 * WITH CONSISTENT SNAPSHOT takes it at once on every shard of the selected keyspace that the session sees, rather than where and when its
 * first statement comes: two shards are read as they were at nearly one moment. Where the transaction is to stay on one shard, and where no
 * keyspace is selected yet, a shard's first statement takes its snapshot. A shard that cannot begin is an error, and no transaction.
 * Below REPEATABLE READ and above it the words mean nothing, which is warned of; what the servers' own level is, the shards say.
 */
export async function openSnapshot(run: StatementRun): Promise<void> {
  const level = ownLevel(run) ?? (await openOnShards(run));
  if (level === undefined || level === REPEATABLE) return;
  run.session.warn(
    IGNORED,
    'InnoDB: WITH CONSISTENT SNAPSHOT was ignored because this phrase can only be used with REPEATABLE READ isolation level.',
  );
}

/** The level that this transaction or the session was given, unless it is the one at which shards are to be opened. */
function ownLevel({ session }: StatementRun): string | undefined {
  const { isolation } = session.begin;
  const set = session.settings.get('transaction_isolation') ?? session.settings.get('tx_isolation');
  const given = isolation === 'DEFAULT' ? set : isolation;
  const level = given === undefined ? undefined : wordsOf(given);
  return level === REPEATABLE ? undefined : level;
}

const wordsOf = (level: string): string => level.replaceAll("'", '').replaceAll(/[-_]/g, ' ').toUpperCase();

/** Opens the transaction on the shards. @returns at which level, if there is any shard to say it. */
async function openOnShards({ session, deps, shards, signal }: StatementRun): Promise<string | undefined> {
  const { keyspace, destination } = session.target;
  if (keyspace === '' || isSystemSchema(keyspace)) return undefined;
  try {
    const all = shards.shards(keyspace);
    const chosen = destination ? resolveDestination(destination, all, (some) => shards.pick(some)) : all;
    if (chosen.length > 1 && session.transactionMode === 'SINGLE') return undefined;
    const variable = isMariadbVersion(deps.options.serverVersion) ? 'tx_isolation' : 'transaction_isolation';
    const sql = `select @@session.${variable}`;
    const queries = chosen.map(({ name }) => ({ keyspace, shard: name, sql, binds: {} }));
    const sinks = queries.map(() => collectResult());
    if (queries.length > 0) await shards.run(queries, sinks, { intent: 'read', autocommit: false }, signal);
    // The level of this one transaction is in no variable.
    const [first] = sinks;
    if (first === undefined || session.begin.isolation !== 'DEFAULT') return undefined;
    return wordsOf(Buffer.from((await first.result).rows[0]?.[0] ?? []).toString());
  } catch (error) {
    await deps.transactions.rollback(session, signal);
    throw error;
  }
}
