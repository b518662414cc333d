import type { Expr, Limit, QueryStatement } from '@vt/sqlparser';
import type { LimitOp, Operator, RouteOp, UnionOp } from '../operators/operator.ts';
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
  const limit: Limit = { kind: 'Limit', offset: null, rowCount: rows };
  switch (op.kind) {
    case 'Route':
      if (op.closed) return closedWithin(op, op.closed, limit);
      if (op.select.limit) return undefined;
      return {
        ...op,
        block: op.block && { ...op.block },
        select: { ...op.select, limit },
      };
    case 'Derived': {
      const input = tell(op.input, rows);
      return input && { ...op, input };
    }
    case 'Subquery': {
      const outer = tell(op.outer, rows);
      return outer && { ...op, outer };
    }
    case 'Join': {
      // Each row of its left side is there at least once.
      const left = op.variant === 'left' ? tell(op.left, rows) : undefined;
      return left && { ...op, left };
    }
    case 'Union':
      return op.operation === 'all' ? unionWithin(op, rows) : undefined;
    default:
      return undefined;
  }
}

/** A whole statement that gives no more rows than that; undefined where it has a limit of its own. */
function closedWithin(op: RouteOp, closed: QueryStatement, limit: Limit): RouteOp | undefined {
  if (closed.kind === 'ValuesStatement' || closed.limit || closed.into) return undefined;
  if (closed.kind === 'Select' && closed.options.includes('sql_calc_found_rows')) return undefined;
  return { ...op, closed: { ...closed, limit } };
}

function unionWithin(op: UnionOp, rows: Expr): UnionOp | undefined {
  const branches = op.branches.map((branch) => {
    const within = tell(branch.op, rows);
    return within ? { ...branch, op: within } : branch;
  });
  return branches.every((branch, i) => branch === op.branches[i]) ? undefined : { ...op, branches };
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
