import type { Dml } from '@vt/plan';
import { emptyOk } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { resolveRouting, shardQueries } from '../routing/resolve.ts';
import { fanIn } from '../rows/fan-in.ts';

/** Sends an UPDATE or DELETE to its shards, in one transaction where they are several. */
export function dml(node: Dml): Primitive {
  return {
    async execute(ctx, sink) {
      const targets = resolveRouting(node.keyspace, node.routing, ctx);
      if (targets.length === 0) return sink.end(emptyOk, false);
      const queries = shardQueries(node.keyspace, node.query, targets);
      const options = { intent: 'write', autocommit: node.multiShardAutocommit } as const;
      await ctx.runner.run(queries, fanIn(sink, queries.length), options, ctx.signal);
    },
  };
}
