import { type Node, rewrite, type Select } from '@vt/sqlparser';
import { contains, isAggregate } from '../expressions.ts';

/** ANY_VALUE makes no group of the rows itself: where nothing else does, it is a function of each row. */
export function anyValueOfRows(select: Select): Select {
  const roots: Node[] = [...select.columns, ...select.orderBy, ...(select.having ? [select.having] : [])];
  if (select.groupBy || !roots.some((root) => contains(root, isAnyValue))) return select;
  if (roots.some((root) => contains(root, (node) => isAggregate(node) && !isAnyValue(node)))) return select;
  const change = <N extends Node>(root: N): N => rewrite(root, asFunction);
  return {
    ...select,
    columns: select.columns.map(change),
    having: select.having && change(select.having),
    orderBy: select.orderBy.map(change),
  };
}

/** MySQL makes no group of what it is of, nor sees more by it. */
export function isAnyValue(node: Node): boolean {
  return node.kind === 'AggregateExpr' && node.name === 'any_value' && !node.over;
}

function asFunction(node: Node): Node {
  if (node.kind !== 'AggregateExpr' || !isAnyValue(node)) return node;
  return { kind: 'FuncExpr', qualifier: '', name: 'any_value', args: node.args };
}
