import type { ApplySubquery, Filter, Join, PlanNode, Projection, RecurseCte, Sort } from '@vt/plan';
import { parse, type Select } from '@vt/sqlparser';
import { type Row, Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import type { Primitive } from '../primitive.ts';
import type { RowPrimitive } from '../rows/cursor.ts';
import { allRows, contextWith, FixedRows, fieldOfType, nodeOf } from '../testing/fixed-rows.ts';
import { filter } from './filter.ts';
import { join } from './join.ts';
import { projection } from './projection.ts';
import { recurseCte } from './recurse-cte.ts';
import { sort } from './sort.ts';
import { applySubquery } from './subquery.ts';

type Build = (node: PlanNode) => Primitive;

const number = fieldOfType('n', Type.INT64);
const rows = Array.from({ length: 4 }, (_, i): Row => [Buffer.from(String(i))]);
const [column] = (parse('select no_such_function(1)', { sqlMode: '' }) as Select).columns;
const unknown = (column as Extract<Select['columns'][number], { kind: 'AliasedExpr' }>).expr;
const expr = { expr: unknown, name: 'x' };

const failing: Readonly<Record<string, (build: Build) => Primitive>> = {
  'a filter that cannot be computed': (build) =>
    filter({ kind: 'Filter', input: nodeOf(0), predicate: unknown, resultColumns: 1 } as Filter, build),
  'a column that cannot be computed': (build) =>
    projection({ kind: 'Projection', input: nodeOf(0), exprs: [expr] } as unknown as Projection, build),
  'a subquery of two columns': (build) =>
    applySubquery(
      {
        kind: 'ApplySubquery',
        form: 'value',
        input: nodeOf(0),
        subquery: nodeOf(1),
        vars: {},
        columns: [-1],
        name: '',
      } as unknown as ApplySubquery,
      build,
    ),
  'a join of more rows than memory has room for': (build) =>
    join(
      {
        kind: 'Join',
        variant: 'Join',
        left: nodeOf(0),
        right: nodeOf(2),
        vars: {},
        columns: [-1, 1],
      } as unknown as Join,
      build,
    ),
  'a sort by what has no order here': (build) =>
    sort(
      {
        kind: 'Sort',
        input: nodeOf(3),
        keys: [{ column: 0, weight: undefined, collation: undefined, direction: 'asc' }],
        resultColumns: 1,
      } as unknown as Sort,
      build,
    ),
  'a recursion of more rows than memory has room for': (build) =>
    recurseCte(
      { kind: 'RecurseCTE', seed: nodeOf(0), step: nodeOf(2), vars: {}, distinct: false } as RecurseCte,
      build,
    ),
};

test.each(Object.entries(failing))(
  '%s leaves nothing open: rows that wait, or are put aside, would stay',
  async (_, make) => {
    const sources = [
      new FixedRows([number], rows, 2),
      new FixedRows([number, number], [], 2),
      new FixedRows([number], [...rows, ...rows], 2),
      new FixedRows([fieldOfType('j', Type.JSON)], rows, 2),
    ];
    const primitive = make((node) => sources[(node as unknown as { nth: number }).nth]?.primitive as RowPrimitive);
    const read = async () =>
      allRows(await (primitive as RowPrimitive).open(contextWith(undefined, { memoryRowsMax: 5 })));
    await expect(read()).rejects.toThrow();
    expect(sources.filter(({ open }) => open > 0)).toEqual([]);
  },
);
