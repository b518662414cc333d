import type { Send } from '@vt/plan';
import { resolveDestination } from '@vt/vschema';
import type { Primitive } from '../primitive.ts';
import { fanIn } from '../rows/fan-in.ts';

/** Sends a statement as it is to every shard of a destination. */
export function send(node: Send): Primitive {
  return {
    async execute(ctx, sink) {
      const { runner } = ctx;
      const shards = resolveDestination(node.destination, runner.shards(node.keyspace), (all) => runner.pick(all));
      const queries = shards.map(({ name }) => ({
        keyspace: node.keyspace,
        shard: name,
        sql: node.query,
        binds: ctx.binds,
      }));
      const intent = node.ddl ? 'ddl' : node.write ? 'write' : 'read';
      await runner.run(queries, fanIn(sink, queries.length), { intent, autocommit: false }, ctx.signal);
    },
  };
}
