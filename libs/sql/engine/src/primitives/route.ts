import type { Route } from '@vt/plan';
import type { ResultSink } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { anyShardBinds, resolveRouting, shardQueries } from '../routing/resolve.ts';
import { cutSink } from '../rows/cut-sink.ts';
import { fanIn } from '../rows/fan-in.ts';
import { mergeOrdered } from '../rows/merge.ts';
import { RowStream } from '../rows/row-stream.ts';

/** Sends a read to its shards; rows of one shard pass untouched. */
export function route(node: Route): Primitive {
  return {
    async execute(ctx, sink) {
      const found = resolveRouting(node.keyspace, node.routing, ctx);
      const targets = found.length > 0 ? found : anyShardBinds(node.keyspace, node.routing, ctx);
      const queries = shardQueries(node.keyspace, node.query, targets);
      if (queries.length > 1 && node.orderBy.length > 0) return runMerged(node, queries, ctx, sink);
      const target = node.extraColumns === 0 ? sink : cutSink(sink, node.extraColumns);
      await ctx.runner.run(queries, fanIn(target, queries.length), { intent: 'read', autocommit: false }, ctx.signal);
    },
  };
}

async function runMerged(
  node: Route,
  queries: ReturnType<typeof shardQueries>,
  ctx: ExecutionContext,
  sink: ResultSink,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  const streams = queries.map(() => new RowStream());
  const running = ctx.runner.run(queries, streams, { intent: 'read', autocommit: false }, signal);
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
}
