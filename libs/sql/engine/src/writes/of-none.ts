import { resolveDestination } from '@vt/vschema';
import type { ExecutionContext } from '../context.ts';
import { nullValue } from './place.ts';
import { write } from './shards.ts';

type Written = {
  readonly keyspace: string;
  /** Where all rows of the table are, if they are in one place. */
  readonly pinned?: Uint8Array | undefined;
};

/** Parts of plans whose statements a mysqld has taken: it takes them again. */
const taken = new WeakSet<Written>();

/**
 * A write that has found no rows goes to no shard, and only a mysqld knows what is wrong with a statement (names that are not there, say): one that has its
 * table is asked for it, of no rows, once a plan.
 * @param target the part of the plan. @param sql the statement of no rows. @param names of binds that each row has its own of.
 */
export async function checkOfNone(
  target: Written,
  sql: string,
  names: readonly string[],
  ctx: ExecutionContext,
): Promise<void> {
  if (taken.has(target)) return;
  const { keyspace, pinned } = target;
  const all = ctx.runner.shards(keyspace);
  const shard = ctx.runner.pick(pinned ? resolveDestination({ kind: 'KeyspaceId', keyspaceId: pinned }, all) : all);
  if (!shard) return;
  const binds = { ...ctx.binds, ...Object.fromEntries(names.map((name) => [name, nullValue])) };
  await write([{ keyspace, shard: shard.name, sql, binds }], ctx);
  taken.add(target);
}
