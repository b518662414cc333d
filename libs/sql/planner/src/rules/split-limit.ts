import { type Limit, type Literal } from '@vt/sqlparser';
import type { Operator } from '../operators/operator.ts';
import { refuse } from '../refuse.ts';
import type { Rule } from './rule.ts';

/** Any shard may have all of the first rows: each gives as many as could be wanted, the gate takes its share. */
export const splitLimit: Rule = {
  name: 'split limit over shards',
  on: 'Horizon',
  rewrite(op: Operator) {
    if (op.kind !== 'Horizon' || op.placed.limit) return undefined;
    const done = { ...op, placed: { ...op.placed, limit: true } };
    const { limit } = op.select;
    if (!limit) return done;
    const count = integer(limit.rowCount);
    const offset = limit.offset ? integer(limit.offset) : 0n;
    return {
      kind: 'Limit',
      count: { kind: 'Literal', type: 265, text: count.toString() },
      offset: offset === 0n ? undefined : { kind: 'Literal', type: 265, text: offset.toString() },
      input: { ...done, select: { ...op.select, limit: upper(limit, count + offset) } },
    };
  },
};

function integer(expr: Limit['rowCount']): bigint {
  if (expr.kind !== 'Literal' || expr.type !== 'Int')
    return refuse('LIMIT by something else than a number over several shards');
  return BigInt(expr.value);
}

const MAX = 2n ** 64n - 1n;

function upper(limit: Limit, rows: bigint): Limit {
  const value = (rows > MAX ? MAX : rows).toString();
  return { ...limit, offset: null, rowCount: { kind: 'Literal', type: 'Int', value } satisfies Literal };
}
