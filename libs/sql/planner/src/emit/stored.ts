import type { Operator } from '../operators/operator.ts';
import { isSubset } from '../semantics/expressions.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Whether MySQL has such rows in a temporary table before it orders them: those of set operations and joins, unless it can order the first table's by
 * themselves. What comes out of groups it computes from its own table.
 */
export function isStored(op: Operator, sources: ReadonlySet<string> = none): boolean {
  if (op.kind === 'Filter' || op.kind === 'Order') return isStored(op.input, sources);
  if (op.kind === 'Union') return true;
  return op.kind === 'Join' && (sources.size === 0 || !isSubset(sources, sourcesOfFirst(op)));
}

function sourcesOfFirst(op: Operator): ReadonlySet<string> {
  if (op.kind === 'Join') return sourcesOfFirst(op.left);
  return op.kind === 'Route' ? op.sources : none;
}
