import { VtError } from '@vt/base';
import type { ScratchRead } from '@vt/plan';
import type { Primitive } from '../primitive.ts';

/** Has whoever runs the plan answer the query. @throws VT12001, with the planner's reason, where nobody does. */
export function scratchRead(node: ScratchRead): Primitive {
  return {
    async execute(ctx, sink) {
      if (!ctx.scratch) throw VtError.of('VT12001', node.reason);
      await ctx.scratch(node, sink);
    },
  };
}
