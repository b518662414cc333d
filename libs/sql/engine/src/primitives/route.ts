import { stoppable } from '@vt/base';
import type { Route } from '@vt/plan';
import type { ResultSink } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import { anyShardBinds, resolveRouting, shardQueries } from '../routing/resolve.ts';
import type { RowPrimitive } from '../rows/cursor.ts';
import { cutSink } from '../rows/cut-sink.ts';
import { fanIn } from '../rows/fan-in.ts';
import { mergeOrdered } from '../rows/merge.ts';
import { openStream } from '../rows/open-stream.ts';
import { relabelSink } from '../rows/relabel-sink.ts';
import { RowStream } from '../rows/row-stream.ts';

/** Sends a read to its shards; rows of one shard pass untouched. */
export function route(node: Route): RowPrimitive {
  const execute = async (ctx: ExecutionContext, to: ResultSink): Promise<void> => {
    const sink = node.tables ? relabelSink(to, node.tables) : to;
    const queries = await queriesOf(node, ctx);
    if (queries.length > 1 && node.orderBy.length > 0) return runMerged(node, queries, ctx, sink);
    const target = node.extraColumns === 0 ? sink : cutSink(sink, node.extraColumns);
    await ctx.runner.run(queries, fanIn(target, queries.length), { intent: 'read', autocommit: false }, ctx.signal);
  };
  return { execute, open: (ctx) => openStream(execute, ctx) };
}

async function queriesOf(node: Route, ctx: ExecutionContext): Promise<ShardQuery[]> {
  const found = await resolveRouting(node.keyspace, node.routing, ctx);
  const targets = found.length > 0 ? found : anyShardBinds(node.keyspace, node.routing, ctx);
  return shardQueries(node.keyspace, node.query, targets);
}

function runMerged(
  node: Route,
  queries: readonly ShardQuery[],
  ctx: ExecutionContext,
  sink: ResultSink,
): Promise<void> {
  return stoppable(ctx.signal, async (stop) => {
    const streams = queries.map(() => new RowStream());
    const running = ctx.runner.run(queries, streams, { intent: 'read', autocommit: false }, stop.signal);
    // An error of a shard ends the merge too: it would wait for rows that never come.
    const failed = running.then(() => new Promise<never>(() => {}));
    try {
      await Promise.race([mergeOrdered(streams, node.orderBy, node.extraColumns, sink), failed]);
      await running;
    } catch (error) {
      stop.abort(error);
      await running.catch(() => {});
      throw error;
    }
  });
}
