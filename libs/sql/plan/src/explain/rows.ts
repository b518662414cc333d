import type { Limit } from '../nodes/limit.ts';
import type { Rows } from '../nodes/rows.ts';
import type {
  Concatenate,
  Distinct,
  Filter,
  Projection,
  SetOperation,
  SimpleProjection,
  Sort,
} from '../nodes/rows-in-gate.ts';
import type { VindexFunc } from '../nodes/vindex-func.ts';
import type { Explain } from './explain.ts';
import { explainExpr, explainKey, explainSortKeys, explainValue, explainValues } from './values.ts';

export const explainLimit: Explain<Limit> = (node, inner) => ({
  OperatorType: 'Limit',
  Count: explainValue(node.count),
  Offset: node.offset && explainValue(node.offset),
  Inputs: [inner(node.input)],
});

export const explainFilter: Explain<Filter> = (node, inner) => ({
  OperatorType: 'Filter',
  Predicate: explainExpr(node.predicate),
  ResultColumns: node.resultColumns,
  Inputs: [inner(node.input)],
});

export const explainProjection: Explain<Projection> = (node, inner) => ({
  OperatorType: 'Projection',
  Expressions: node.exprs.map(({ expr, name }) =>
    name === '' ? explainExpr(expr) : `${explainExpr(expr)} as ${name}`,
  ),
  Inputs: [inner(node.input)],
});

export const explainSimpleProjection: Explain<SimpleProjection> = (node, inner) => ({
  OperatorType: 'SimpleProjection',
  Columns: node.columns.map(({ column }) => column).join(),
  ColumnNames: node.columns.flatMap(({ name }, i) => (name === '' ? [] : [`${i}:${name}`])),
  Inputs: [inner(node.input)],
});

export const explainDistinct: Explain<Distinct> = (node, inner) => ({
  OperatorType: 'Distinct',
  Collations: node.keys.map((key) => explainKey(key).replace('|', ':')),
  ResultColumns: node.resultColumns,
  Inputs: [inner(node.input)],
});

export const explainSort: Explain<Sort> = (node, inner) => ({
  OperatorType: 'Sort',
  Variant: 'Memory',
  OrderBy: explainSortKeys(node.keys),
  ResultColumns: node.resultColumns,
  Inputs: [inner(node.input)],
});

export const explainConcatenate: Explain<Concatenate> = (node, inner) => ({
  OperatorType: 'Concatenate',
  Inputs: node.inputs.map((input) => inner(input)),
});

export const explainSetOperation: Explain<SetOperation> = (node, inner) => ({
  OperatorType: 'SetOperation',
  Variant: node.operation,
  Inputs: [inner(node.left), inner(node.right)],
});

export const explainRows: Explain<Rows> = (node) => ({
  OperatorType: 'Rows',
  Fields: Object.fromEntries(node.columns.map((column) => [column.name, column.type])),
  RowCount: node.rows.length,
});

export const explainVindexFunc: Explain<VindexFunc> = (node) => ({
  OperatorType: 'VindexFunc',
  Variant: 'VindexMap',
  Fields: Object.fromEntries(node.columns.map(({ source }) => [source, 'VARBINARY'])),
  Value: explainValues(node.values),
  Vindex: node.vindex.name,
});
