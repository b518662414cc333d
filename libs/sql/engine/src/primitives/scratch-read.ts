import { VtError } from '@vt/base';
import type { PlanNode, ScratchRead } from '@vt/plan';
import { collectResult, type Result, type ResultSink } from '@vt/sqltypes';
import { MORE_ROWS } from '../adapt/more-rows.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { fixedCursor, pour } from '../rows/cursor.ts';

/**
 * Has whoever runs the plan answer the query, where its own plan, if there is one, cannot. @throws VT12001, with the planner's reason, where
 * nobody does.
 */
export function scratchRead(node: ScratchRead, build: (node: PlanNode) => Primitive): Primitive {
  const input = node.input && build(node.input);
  return {
    async execute(ctx, sink) {
      if (!input || !ctx.scratch) return scratch(node, ctx, sink);
      let found: Result;
      try {
        const answer = collectResult({ rowsMax: ctx.memoryRowsMax });
        await input.execute(ctx, answer);
        found = await answer.result;
      } catch (error) {
        if (!isBeyond(error)) throw error;
        return scratch({ ...node, reason: error.message.replace(/^VT12001: unsupported: /, '') }, ctx, sink);
      }
      await pour(fixedCursor(found.fields, found.rows), sink);
    },
  };
}

async function scratch(node: ScratchRead, ctx: ExecutionContext, sink: ResultSink): Promise<void> {
  if (!ctx.scratch) throw VtError.of('VT12001', node.reason);
  await ctx.scratch(node, sink, ctx.binds);
}

function isBeyond(error: unknown): error is VtError {
  return error instanceof VtError && (error.id === 'VT12001' || error.errno === MORE_ROWS);
}
