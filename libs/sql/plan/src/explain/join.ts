import type { HashJoin, Join, SemiJoin } from '../nodes/join.ts';
import type { Explain } from './explain.ts';

export const explainJoin: Explain<Join> = (node, inner) => ({
  OperatorType: 'Join',
  Variant: node.variant,
  JoinColumnIndexes: columnIndexes(node.columns),
  ...(Object.keys(node.vars).length > 0 ? { JoinVars: node.vars } : {}),
  ...(node.batch
    ? { BatchedBy: node.batch.keys.map(({ list }) => `::${list}`).join(), BatchQuery: node.batch.right.query }
    : {}),
  Inputs: [inner(node.left), inner(node.right)],
});

function columnIndexes(columns: readonly number[]): string {
  return columns.map((column) => (column < 0 ? `L:${-column - 1}` : `R:${column - 1}`)).join();
}

export const explainHashJoin: Explain<HashJoin> = (node, inner) => ({
  OperatorType: 'Join',
  Variant: node.variant,
  JoinColumnIndexes: columnIndexes(node.columns),
  Predicate: `L:${node.leftKey.column} = R:${node.rightKey.column}`,
  Inputs: [inner(node.left), inner(node.right)],
});

export const explainSemiJoin: Explain<SemiJoin> = (node, inner) => ({
  OperatorType: 'SemiJoin',
  ...(node.anti ? { Variant: 'Anti' } : {}),
  JoinVars: node.vars,
  ResultColumns: node.resultColumns,
  Inputs: [inner(node.left, 'Outer'), inner(node.right, 'SubQuery')],
});
