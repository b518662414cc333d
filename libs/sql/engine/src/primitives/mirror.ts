import { VtError } from '@vt/base';
import type { Mirror, PlanNode } from '@vt/plan';
import type { ResultSink } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';

/** Passes on what its input gives. The copy runs beside it, and its answer goes nowhere. */
export function mirror({ percent, input, target }: Mirror, build: (node: PlanNode) => Primitive): Primitive {
  const source = build(input);
  const copy = 'refusal' in target ? refused(target.refusal) : build(target);
  return {
    async execute(ctx, sink) {
      const ended = ctx.mirror?.start(percent, (own) => copy.execute({ ...ctx, ...own }, new Nowhere()));
      try {
        await source.execute(ctx, sink);
      } finally {
        ended?.();
      }
    },
  };
}

function refused(message: string): Primitive {
  return {
    execute: async () => {
      throw new VtError({ code: 'UNIMPLEMENTED', message });
    },
  };
}

class Nowhere implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  columns(): void {}
  rows(): boolean {
    return true;
  }
  end(): void {}
  error(): void {}
}
