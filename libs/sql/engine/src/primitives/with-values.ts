import { VtError } from '@vt/base';
import type { PlanNode, WithValues } from '@vt/plan';
import { type BindValue, type BindVariables, collectResult, type OkInfo } from '@vt/sqltypes';
import { MORE_ROWS, withTooMany } from '../adapt/more-rows.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { nullValue } from '../writes/place.ts';
import { readAll } from '../writes/shards.ts';

type Build = (node: PlanNode) => Primitive;

/** Reads values, then runs a write that uses them, as one change. */
export function withValues(node: WithValues, build: Build): Primitive {
  const values = build(node.values);
  const input = build(node.input);
  return {
    async execute(ctx, sink) {
      const ok: OkInfo = await ctx.runner.atomically(async () => {
        const [row, write] = await valuesAndWrite(node, values, input, build, ctx);
        const added: BindVariables = Object.fromEntries(node.binds.map((name, i) => [name, row[i] ?? nullValue]));
        const answer = collectResult();
        await write.execute({ ...ctx, binds: { ...ctx.binds, ...added } }, answer);
        return answer.result;
      }, ctx.signal);
      sink.end(ok, false);
    },
  };
}

async function valuesAndWrite(
  node: WithValues,
  values: Primitive,
  input: Primitive,
  build: Build,
  ctx: ExecutionContext,
): Promise<readonly [readonly BindValue[], Primitive]> {
  try {
    const [row = []] = await readAll(values, ctx);
    return [row, input];
  } catch (error) {
    if (!isTooMany(error)) throw error;
    return withoutSome(node, build, ctx, error);
  }
}

const isTooMany = (error: unknown): boolean => error instanceof VtError && error.errno === MORE_ROWS;

/** Some of the values are none: the write is to fail where it needs them. */
async function withoutSome(
  node: WithValues,
  build: Build,
  ctx: ExecutionContext,
  error: unknown,
): Promise<readonly [readonly BindValue[], Primitive]> {
  let write = node.input;
  const row: BindValue[] = [];
  for (const [i, bind] of node.binds.entries()) {
    try {
      const read = node.each?.[i] ?? (node.binds.length === 1 ? undefined : node.values);
      if (!read) throw error;
      row.push((await readAll(build(read), ctx))[0]?.[0] ?? nullValue);
    } catch (thrown) {
      const failing = isTooMany(thrown) ? withTooMany(write, bind) : undefined;
      if (!failing) throw thrown;
      write = failing;
      row.push(nullValue);
    }
  }
  return [row, build(write)];
}
