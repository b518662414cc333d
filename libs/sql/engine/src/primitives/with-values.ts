import type { PlanNode, WithValues } from '@vt/plan';
import { type BindVariables, collectResult, type OkInfo } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { nullValue } from '../writes/place.ts';
import { readAll } from '../writes/shards.ts';

/** Reads values, then runs a write that uses them, as one change. */
export function withValues(node: WithValues, build: (node: PlanNode) => Primitive): Primitive {
  const values = build(node.values);
  const input = build(node.input);
  return {
    async execute(ctx, sink) {
      const ok: OkInfo = await ctx.runner.atomically(async () => {
        const [row = []] = await readAll(values, ctx);
        const added: BindVariables = Object.fromEntries(node.binds.map((name, i) => [name, row[i] ?? nullValue]));
        const answer = collectResult();
        await input.execute({ ...ctx, binds: { ...ctx.binds, ...added } }, answer);
        return answer.result;
      }, ctx.signal);
      sink.end(ok, false);
    },
  };
}
