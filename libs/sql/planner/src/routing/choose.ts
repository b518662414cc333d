import { VtError } from '@vt/base';
import type { PlanRows, PlanValue, PlanValues, Routing } from '@vt/plan';
import type { ColName, ComparisonExpr, IndexHint } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { type ColumnKind, type ColumnVindex, separatesEquals, type Table, tellsShard, type Vindex } from '@vt/vschema';
import { column } from '../semantics/bind/scope.ts';
import { exprKey } from '../semantics/expressions.ts';
import { vindexUse } from '../semantics/routing.ts';
import type { Equivalences } from './equivalence.ts';
import { equalConstant, type Facts } from './facts.ts';

/** A sharded table of a route. */
export type RoutedTable = { readonly alias: string; readonly table: Table; readonly hints: readonly IndexHint[] };

export type RouteChoice = {
  readonly routing: Routing;
  /** Of `IN`: the comparison whose list becomes `::__vals`. */
  readonly list: ComparisonExpr | undefined;
  /** What it costs: routes first, then what the vindex costs. */
  readonly cost: number;
  readonly vindex: Vindex | undefined;
};

/** By opcode, in Vitess's order of preference. */
const COST: { readonly [T in Routing['type']]: number } = {
  None: 0,
  Unsharded: 0,
  Reference: 0,
  DBA: 0,
  Next: 0,
  ByDestination: 0,
  EqualUnique: 1,
  Equal: 5,
  IN: 10,
  InColumns: 10,
  Between: 10,
  MultiEqual: 10,
  SubShard: 15,
  Scatter: 20,
};

const VINDEX_COST = 1_000_000;

export const scatterChoice: RouteChoice = {
  routing: { type: 'Scatter' },
  list: undefined,
  cost: COST.Scatter,
  vindex: undefined,
};

/** The cheapest way to the rows of joined tables that live together. `trustTexts`: see `PlannerEnvironment`. */
export function chooseRoute(
  tables: readonly RoutedTable[],
  facts: Facts,
  equal: Equivalences,
  trustTexts: boolean,
): RouteChoice {
  let best = scatterChoice;
  for (const routed of tables) {
    for (const choice of choicesOf(routed, facts, equal, trustTexts)) if (isBetter(choice, best)) best = choice;
  }
  return best;
}

function isBetter(a: RouteChoice, b: RouteChoice): boolean {
  return a.cost < b.cost;
}

function choicesOf(
  { alias, table, hints }: RoutedTable,
  facts: Facts,
  equal: Equivalences,
  trustTexts: boolean,
): RouteChoice[] {
  if (table.pinned) {
    const destination = { kind: 'KeyspaceId', keyspaceId: table.pinned } as const;
    return [{ routing: { type: 'ByDestination', destination }, list: undefined, cost: 0, vindex: undefined }];
  }
  return usableVindexes(table, hints).flatMap((columnVindex) => {
    if (!trustTexts && separatesEquals(table, columnVindex)) return [];
    const found = routingsOf(alias, table, columnVindex, facts, equal);
    return found.map(({ routing, list }) => ({
      routing,
      list,
      cost: COST[routing.type] + columnVindex.vindex.cost / VINDEX_COST,
      vindex: columnVindex.vindex,
    }));
  });
}

function usableVindexes(table: Table, hints: readonly IndexHint[]): ColumnVindex[] {
  const writable = table.columnVindexes.filter(({ vindex }) => vindex.kind !== 'lookup' || !vindex.lookup.writeOnly);
  const use = hints.filter(({ type }) => type === 'use vindex');
  const ignore = hints.filter(({ type }) => type === 'ignore vindex');
  if (use.length + ignore.length > 1) throw VtError.of('VT09020', table.name);
  const named = [...use, ...ignore].flatMap(({ indexes }) => indexes);
  for (const name of named) {
    if (!table.columnVindexes.some(({ vindex }) => vindex.name.toLowerCase() === name.toLowerCase()))
      throw VtError.of('VT09021', name, table.name);
  }
  const isNamed = ({ vindex }: ColumnVindex) => named.some((name) => name.toLowerCase() === vindex.name.toLowerCase());
  if (use.length > 0) return writable.filter(isNamed);
  return ignore.length > 0 ? writable.filter((one) => !isNamed(one)) : writable;
}

type Option = { readonly routing: Routing; readonly list: ComparisonExpr | undefined };

function routingsOf(
  alias: string,
  table: Table,
  { columns: all, vindex }: ColumnVindex,
  facts: Facts,
  equal: Equivalences,
): Option[] {
  // A lookup's table is asked by its first column; the others only narrow.
  const columns = vindex.kind === 'lookup' ? all.slice(0, 1) : all;
  const base = vindexUse(table, vindex.name, columns);
  const use = vindex.kind === 'lookup' ? { ...base, lookup: true as const } : base;
  const names = columns.map((name) => column(alias, name));
  const values = names.map((name) => trusted(equalConstant(name, equal), use.column));
  const out: Option[] = [];
  const plain = (routing: Routing) => out.push({ routing, list: undefined });
  if (values.every((value) => value !== undefined)) {
    plain({ type: vindex.unique ? 'EqualUnique' : 'Equal', vindex: use, values });
  }
  for (const rows of rowsFor(names, facts, use.column)) {
    plain(
      rows.kind === 'Rows' && rows.rows.length === 1 && vindex.unique
        ? { type: 'EqualUnique', vindex: use, values: rows.rows[0] ?? [] }
        : { type: 'MultiEqual', vindex: use, rows },
    );
  }
  if (names.length === 1) out.push(...singleColumn(names[0] as ColName, vindex, use, facts));
  else out.push(...manyColumns(names, values, vindex, use, facts));
  return out;
}

function singleColumn(name: ColName, vindex: Vindex, use: ReturnType<typeof vindexUse>, facts: Facts): Option[] {
  const out: Option[] = [];
  const key = exprKey(name);
  for (const { values, source } of facts.lists.get(key) ?? []) {
    if (!trustedList(values, use.column)) continue;
    if (values.kind === 'List' && values.values.length === 0) out.push({ routing: { type: 'None' }, list: undefined });
    else if (values.kind === 'List' && values.values.length === 1)
      out.push({
        routing: { type: vindex.unique ? 'EqualUnique' : 'Equal', vindex: use, values: values.values },
        list: undefined,
      });
    else if (source) out.push({ routing: { type: 'IN', vindex: use, values }, list: source });
    else out.push({ routing: { type: 'InColumns', vindex: use, columns: [values] }, list: undefined });
  }
  const range = facts.ranges.get(key);
  if (
    range &&
    vindex.kind === 'single' &&
    vindex.rangeMap &&
    trusted(range.from, use.column) &&
    trusted(range.to, use.column)
  )
    out.push({ routing: { type: 'Between', vindex: use, ...range }, list: undefined });
  const pattern = facts.patterns.get(key);
  if (pattern && vindex.kind === 'single' && vindex.prefix)
    out.push({ routing: { type: 'Equal', vindex: use, values: [pattern], prefix: true }, list: undefined });
  return out;
}

function manyColumns(
  names: readonly ColName[],
  values: readonly (PlanValue | undefined)[],
  vindex: Vindex,
  use: ReturnType<typeof vindexUse>,
  facts: Facts,
): Option[] {
  if (vindex.kind !== 'multi') return [];
  const each = names.map((name, i): PlanValues | undefined => {
    const value = values[i];
    if (value) return { kind: 'List', values: [value] };
    const found = facts.lists.get(exprKey(name))?.find((list) => trustedList(list.values, use.column));
    return found?.values;
  });
  const given = each.findIndex((list) => list === undefined);
  if (given === -1)
    return [{ routing: { type: 'InColumns', vindex: use, columns: each as PlanValues[] }, list: undefined }];
  if (given === 0 || !vindex.partial) return [];
  const leading = each.slice(0, given) as PlanValues[];
  const single = leading.every((list) => list.kind === 'List' && list.values.length === 1);
  if (!single) return [{ routing: { type: 'InColumns', vindex: use, columns: leading }, list: undefined }];
  return [
    {
      routing: {
        type: 'SubShard',
        vindex: use,
        values: leading.map((list) =>
          list.kind === 'List' ? (list.values[0] as PlanValue) : { kind: 'Bind', name: '' },
        ),
      },
      list: undefined,
    },
  ];
}

/** Rows of tuple lists that have all of the vindex's columns. */
function rowsFor(names: readonly ColName[], facts: Facts, kind: ColumnKind): PlanRows[] {
  const keys = names.map(exprKey);
  return facts.rows.flatMap(({ columns, rows }): PlanRows[] => {
    const offsets = keys.map((key) => columns.indexOf(key));
    if (offsets.includes(-1)) return [];
    if (rows.kind === 'TupleBind') return [{ ...rows, offsets }];
    const picked = rows.rows.map((row) => offsets.map((offset) => row[offset] as PlanValue));
    if (
      !picked.flat().every((value) => value.kind === 'Bind' || (value.type !== Type.EXPRESSION && trusted(value, kind)))
    )
      return [];
    return [
      {
        kind: 'Rows',
        rows: picked.filter((row) => row.every((value) => value.kind === 'Bind' || value.type !== Type.NULL_TYPE)),
      },
    ];
  });
}

function trusted(value: PlanValue | undefined, kind: ColumnKind): PlanValue | undefined {
  if (!value || value.kind === 'Bind') return value;
  return tellsShard({ type: value.type, value: Buffer.from(value.text) }, kind) ? value : undefined;
}

function trustedList(values: PlanValues, kind: ColumnKind): boolean {
  return values.kind === 'ListBind' || values.values.every((value) => trusted(value, kind) !== undefined);
}
