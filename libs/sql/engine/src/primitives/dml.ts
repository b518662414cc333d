import { VtError } from '@vt/base';
import type { ChangedVindex, Dml, OwnedChange } from '@vt/plan';
import { type BindValue, emptyOk, type OkInfo, type ResultSink } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { anyShardBinds, resolveRouting, shardQueries } from '../routing/resolve.ts';
import { fanIn, nothingFound } from '../rows/fan-in.ts';
import { pick } from '../writes/by-key.ts';
import { checkOfNone } from '../writes/of-none.ts';
import { LookupKeeper } from '../writes/owned.ts';
import { keptRow, keyspaceIds } from '../writes/place.ts';
import { Returned } from '../writes/returned.ts';
import { asCopies, countIn, readShards, write, writeNamingId } from '../writes/shards.ts';

/** Sends an UPDATE or DELETE to its shards, in one transaction where they are several, and keeps the owned vindexes. */
export function dml(node: Dml): Primitive {
  const { owned } = node;
  return {
    async execute(ctx, sink) {
      const targets = await resolveRouting(node.keyspace, node.routing, ctx);
      if (targets.length === 0 && node.emptyQuery !== undefined) return readNothing(node, node.emptyQuery, ctx, sink);
      if (targets.length === 0) {
        if (node.ofNone !== undefined) await checkOfNone(node, node.ofNone, [], ctx);
        return sink.end(ofNoShard(node, ctx), false);
      }
      const queries = shardQueries(node.keyspace, node.query, targets);
      const namesId = node.namesId === true && !node.everywhere && queries.length > 1;
      if (!owned && !node.everywhere && !namesId) {
        const options = { intent: 'write', autocommit: node.multiShardAutocommit } as const;
        return ctx.runner.run(queries, fanIn(sink, queries.length), options, ctx.signal);
      }
      const run = (own: ExecutionContext): Promise<OkInfo> => {
        const send = namesId ? writeNamingId : write;
        if (!owned && namesId) return own.runner.atomically(() => send(queries, own), own.signal);
        if (!owned) return write(asCopies(queries), own);
        return own.runner.atomically(async () => {
          const rows = await readShards(quiet(shardQueries(node.keyspace, owned.query, targets)), own);
          if (rows.length > 0) await keepOwned(node, owned, rows, own);
          const ok = await send(queries, own);
          checkNoneCame(node, rows.length, ok);
          return ok;
        }, own.signal);
      };
      if (node.emptyQuery === undefined) return sink.end(await run(ctx), false);
      const returned = new Returned(ctx);
      await returned.tell(sink, await run(returned.context()), node.emptyQuery, node.keyspace);
    },
  };
}

/** MariaDB counts no rows where it sees beforehand that there are none of one table: no value is equal to NULL. Whether a lookup table has a value it does not see. */
function ofNoShard({ operation, routing, joined }: Dml, { evaluation }: ExecutionContext): OkInfo {
  const isSeen = evaluation?.flavor === 'mariadb' && !joined && !('vindex' in routing && routing.vindex.lookup);
  return isSeen ? emptyOk : nothingFound(operation);
}

/** What finding the rows warns of, the statement itself will say. */
const quiet = (queries: readonly ShardQuery[]): ShardQuery[] => queries.map((query) => ({ ...query, isCopy: true }));

const LOCK_WAIT_TIMEOUT = 1205;

/**
 * Reading rows under READ COMMITTED keeps no others from coming that meet the condition too, and whose entries have not been seen to.
 * @param known rows that were read, of a join each at least once.
 * @throws what clients know to try again after.
 */
function checkNoneCame({ operation, table }: Dml, known: number, { info, affectedRows }: OkInfo): void {
  const changed = operation === 'Update' ? countIn(info) : Number(affectedRows);
  if (changed <= known) return;
  const message = `rows of '${table}' came while the lookups of others were kept; try restarting transaction`;
  throw new VtError({ code: 'ABORTED', errno: LOCK_WAIT_TIMEOUT, state: 'HY000', message });
}

function readNothing(node: Dml, query: string, ctx: ExecutionContext, sink: ResultSink): Promise<void> {
  const queries = shardQueries(node.keyspace, query, anyShardBinds(node.keyspace, node.routing, ctx));
  return ctx.runner.run(queries, [sink], { intent: 'read', autocommit: false }, ctx.signal);
}

async function keepOwned(
  node: Dml,
  { primary, vindexes }: OwnedChange,
  rows: readonly (readonly BindValue[])[],
  ctx: ExecutionContext,
): Promise<void> {
  const ids = await keyspaceIds(
    primary.vindex,
    rows.map((row) => pick(row, primary.offsets)),
    ctx,
  );
  for (const use of vindexes) {
    await changeEntries(new LookupKeeper(use, node, ctx), use, rows, ids);
  }
}

/** Removes the entries of rows, or moves them to new values. */
export async function changeEntries(
  keeper: LookupKeeper,
  { vindex, offsets, newOffsets }: ChangedVindex,
  rows: readonly (readonly BindValue[])[],
  ids: readonly Uint8Array[],
  newIds: readonly Uint8Array[] = ids,
): Promise<void> {
  const before = rows.map((row, i) => ({ values: pick(row, offsets), keyspaceId: ids[i] as Uint8Array }));
  if (!newOffsets) return keeper.remove(before);
  // One row after the other, as MySQL changes them: which of two rows wins a unique value is seen from the order.
  for (const [i, row] of rows.entries()) {
    const after = { values: keptRow(vindex, pick(row, newOffsets)), keyspaceId: newIds[i] as Uint8Array };
    await keeper.change(before[i] as (typeof before)[0], after);
  }
}
