import { VtError } from '@vt/base';
import type { Limit, PlanNode, PlanValue } from '@vt/plan';
import { type BindVariables, Type } from '@vt/sqltypes';
import { withoutRows } from '../adapt/without-rows.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { resolveValue } from '../routing/values.ts';
import { withBinds } from '../rows/binds.ts';
import { mapCursor, openRows, rowPrimitive } from '../rows/cursor.ts';

/** Passes `count` rows after `offset`, and asks for no more. */
export function limit(node: Limit, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  let none: Primitive | undefined;
  return rowPrimitive(async (ctx) => {
    let left = readCount(node.count, ctx.binds);
    let skip = node.offset ? readCount(node.offset, ctx.binds) : 0n;
    // Nothing is computed of which no row is wanted.
    if (left === 0n) none ??= build(withoutRows(node.input));
    const rows = await openRows(left === 0n && none ? none : input, withUpperLimit(ctx, left + skip));
    return mapCursor(rows, rows.fields, (batch) => {
      if (left === 0n) return undefined;
      const skipped = skip < BigInt(batch.length) ? Number(skip) : batch.length;
      skip -= BigInt(skipped);
      const rest = batch.slice(skipped);
      const taken = left < BigInt(rest.length) ? rest.slice(0, Number(left)) : rest;
      left -= BigInt(taken.length);
      return taken;
    });
  });
}

const MAX = 2n ** 64n - 1n;

/** As many rows as could be wanted of each shard. */
function withUpperLimit(ctx: ExecutionContext, rows: bigint): ExecutionContext {
  const text = (rows > MAX ? MAX : rows).toString();
  return withBinds(ctx, { __upper_limit: { type: Type.INT64, value: Buffer.from(text) } });
}

function readCount(value: PlanValue, binds: BindVariables): bigint {
  const text = Buffer.from(resolveValue(value, binds).value).toString();
  if (!/^\d{1,20}$/.test(text)) throw VtError.of('VT03025', 'LIMIT');
  return BigInt(text);
}
