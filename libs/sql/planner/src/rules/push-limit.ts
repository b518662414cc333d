import type { Expr } from '@vt/sqlparser';
import type { LimitOp, Operator } from '../operators/operator.ts';
import { constant } from '../routing/constant.ts';
import { hasSubquery } from '../semantics/expressions.ts';
import type { Rule } from './rule.ts';

/** Any shard may have all of the first rows: each gives as many as could be wanted, the gate takes its share. */
export const pushLimit: Rule<'Limit'> = {
  name: 'push the limit to the shards',
  on: 'Limit',
  rewrite(op) {
    if (op.pushed || hasSubquery(op.count)) return undefined;
    const rows = rowsWanted(op);
    const input = rows && tell(op.input, rows);
    return input && { ...op, pushed: true, input };
  },
};

function tell(op: Operator, rows: Expr): Operator | undefined {
  switch (op.kind) {
    case 'Route':
      if (op.closed || op.select.limit) return undefined;
      return {
        ...op,
        block: op.block && { ...op.block },
        select: { ...op.select, limit: { kind: 'Limit', offset: null, rowCount: rows } },
      };
    case 'Derived': {
      const input = tell(op.input, rows);
      return input && { ...op, input };
    }
    case 'Subquery': {
      const outer = tell(op.outer, rows);
      return outer && { ...op, outer };
    }
    default:
      return undefined;
  }
}

const MAX = 2n ** 64n - 1n;

function rowsWanted({ count, offset }: LimitOp): Expr | undefined {
  if (!offset) return count;
  const a = constant(count);
  const b = constant(offset);
  if (a?.kind === 'Literal' && b?.kind === 'Literal') {
    const sum = BigInt(a.text) + BigInt(b.text);
    return { kind: 'Literal', type: 'Int', value: (sum > MAX ? MAX : sum).toString() };
  }
  return { kind: 'Argument', name: '__upper_limit', type: '', size: 0, scale: 0 };
}
