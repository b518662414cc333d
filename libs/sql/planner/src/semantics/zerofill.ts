import type { Node } from '@vt/sqlparser';
import { refuse } from '../refuse.ts';
import { childrenOf } from './expressions.ts';

/*
 * 7 in a column INT(3) ZEROFILL is the number 7 and the text '007'. Only the column itself knows: its value as a literal, or computed with in the
 * gate, is a number and nothing else.
 */

const OF_NUMBERS: ReadonlySet<string> = new Set([
  'AndExpr',
  'BetweenExpr',
  'BinaryExpr',
  'GroupBy',
  'IsExpr',
  'NotExpr',
  'OrExpr',
  'Order',
  'UnaryExpr',
  'ValTuple',
]);

/** @throws VT12001 where the node may read the text of a column with zeros. */
export function checkReadsNumber(node: Node, isZerofill: (child: Node) => boolean): void {
  if (OF_NUMBERS.has(node.kind)) return;
  if (node.kind === 'ComparisonExpr' && !/like|regexp|rlike/.test(node.operator)) return;
  if (childrenOf(node).some(isZerofill))
    refuse('the text of a ZEROFILL column of one shard in an expression of rows of several');
}
