import { union } from '../semantics/expressions.ts';
import type { Operator } from './operator.ts';

/** Aliases whose columns an operator can give. */
export function sourcesOfOperator(op: Operator): ReadonlySet<string> {
  switch (op.kind) {
    case 'Route':
      return op.sources;
    case 'Derived':
    case 'Recurse':
    case 'VindexFunc':
    case 'Union':
      return new Set([op.alias]);
    case 'Join':
      return union(sourcesOfOperator(op.left), sourcesOfOperator(op.right));
    case 'SemiJoin':
      return sourcesOfOperator(op.left);
    case 'Subquery':
      return sourcesOfOperator(op.outer);
    case 'QueryGraph':
      return union(...op.units.map(sourcesOfOperator));
    default:
      return sourcesOfOperator(op.input);
  }
}

export function canGive(op: Operator, sources: ReadonlySet<string>): boolean {
  const own = sourcesOfOperator(op);
  for (const source of sources) if (!own.has(source)) return false;
  return true;
}
