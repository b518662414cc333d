import { VtError } from '@vt/base';
import type { Insert } from '@vt/plan';
import { type BindValue, Type } from '@vt/sqltypes';
import { keepsValue, resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { mapValues, vindexOf } from '../routing/resolve.ts';
import { resolveValue } from '../routing/values.ts';
import { fanIn } from '../rows/fan-in.ts';

/** Sends each row to its shard, a statement a shard, in one transaction where they are several. */
export function insert(node: Insert): Primitive {
  return {
    async execute(ctx, sink) {
      const queries = groupRows(node, ctx);
      const options = { intent: 'write', autocommit: node.multiShardAutocommit } as const;
      await ctx.runner.run(queries, fanIn(sink, queries.length), options, ctx.signal);
    },
  };
}

function groupRows(node: Insert, ctx: ExecutionContext): ShardQuery[] {
  const shards = ctx.runner.shards(node.keyspace);
  const vindex = vindexOf(node.vindex, ctx);
  const groups = new Map<string, string[]>();
  for (const [i, row] of node.rows.entries()) {
    const values = (node.vindexValues[i] ?? []).map((value) => resolveValue(value, ctx.binds));
    if (!values.every((value) => keepsValue(value, node.vindex.column))) {
      throw VtError.of(
        'VT12001',
        `a value of another type for the column of vindex '${node.vindex.name}': [${values.map(show).join(' ')}]`,
      );
    }
    const destination = mapValues(vindex, values);
    if (destination.kind === 'None') throw VtError.of('VT09023', `[${values.map(show).join(' ')}]`);
    if (destination.kind !== 'KeyspaceId')
      throw VtError.of('VT09024', `[${values.map(show).join(' ')}]`, destination.kind);
    for (const { name } of resolveDestination(destination, shards)) {
      const group = groups.get(name);
      if (group) group.push(row);
      else groups.set(name, [row]);
    }
  }
  return [...groups].map(([shard, rows]) => ({
    keyspace: node.keyspace,
    shard,
    sql: `${node.prefix}${rows.join(', ')}${node.suffix}`,
    binds: ctx.binds,
  }));
}

function show(value: BindValue): string {
  return value.type === Type.NULL_TYPE ? 'NULL' : JSON.stringify(Buffer.from(value.value).toString());
}
