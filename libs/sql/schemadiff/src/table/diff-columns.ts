import { type AlterOption, type ColumnDef, type Expr, equals, type TableSpec } from '@vt/sqlparser';
import { refuse } from '../errors.ts';
import type { DiffHints } from '../hints.ts';
import { findByName, fold, sameName } from '../names.ts';
import { columnCharset, tableCharset } from './charset.ts';

export type ColumnChanges = {
  readonly options: readonly AlterOption[];
  /** New names by folded old ones. */
  readonly renamed: ReadonlyMap<string, string>;
};

/** DROPs, RENAMEs, MODIFYs and ADDs that make the columns of `from` those of `to`. */
export function diffColumns(table: string, from: TableSpec, to: TableSpec, hints: DiffHints): ColumnChanges {
  const dropped = from.columns.filter((column) => findByName(to.columns, column.name) === undefined);
  const added = to.columns.filter((column) => findByName(from.columns, column.name) === undefined);
  const renamed =
    hints.columnRename === 'assume different' ? new Map<string, string>() : findRenames(from, to, dropped, added);
  const newNames = new Set([...renamed.values()].map(fold));
  const options: AlterOption[] = [];
  for (const { name } of dropped) {
    if (!renamed.has(fold(name))) options.push({ kind: 'DropColumn', ifExists: false, name });
  }
  for (const { name } of dropped) {
    const new_ = renamed.get(fold(name));
    if (new_ !== undefined) options.push({ kind: 'RenameColumn', ifExists: false, from: name, to: new_ });
  }
  options.push(...modifications(table, from, to, renamed, hints));
  for (const column of added) {
    if (!newNames.has(fold(column.name))) options.push(addition(table, from, to, column));
  }
  return { options, renamed };
}

/** A column that is gone and one that is new are one when both definitions and both neighbours are the same. */
function findRenames(
  from: TableSpec,
  to: TableSpec,
  dropped: readonly ColumnDef[],
  added: readonly ColumnDef[],
): Map<string, string> {
  const renamed = new Map<string, string>();
  for (const column of dropped) {
    const at = from.columns.indexOf(column);
    const match = added.find((each) => {
      const there = to.columns.indexOf(each);
      const sameNeighbours = [-1, 1].every((step) => sameNeighbour(from.columns[at + step], to.columns[there + step]));
      return sameNeighbours && sameColumn({ ...column, name: each.name }, from, each, to);
    });
    if (match !== undefined) renamed.set(fold(column.name), match.name);
  }
  return renamed;
}

function sameNeighbour(a: ColumnDef | undefined, b: ColumnDef | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameName(a.name, b.name);
}

/** Columns whose definition or place changes, in the order of `to`. */
function modifications(
  table: string,
  from: TableSpec,
  to: TableSpec,
  renamed: ReadonlyMap<string, string>,
  hints: DiffHints,
): AlterOption[] {
  const shared: { readonly old: ColumnDef; readonly column: ColumnDef; readonly at: number }[] = [];
  for (const column of to.columns) {
    const at = from.columns.findIndex((old) => sameName(renamed.get(fold(old.name)) ?? old.name, column.name));
    if (at >= 0) shared.push({ old: from.columns[at]!, column, at });
  }
  const kept = longestIncreasing(shared.map(({ at }) => at));
  const options: AlterOption[] = [];
  shared.forEach(({ old, column, at }, i) => {
    const moved = !kept.has(at);
    const same = sameColumn(renamed.has(fold(old.name)) ? { ...old, name: column.name } : old, from, column, to);
    if (same && !moved) return;
    if (!same) checkEnum(table, old, column, hints);
    const place = moved
      ? { first: i === 0, after: i === 0 ? '' : shared[i - 1]!.column.name }
      : { first: false, after: '' };
    options.push({ kind: 'ModifyColumn', ifExists: false, column, ...place });
  });
  return options;
}

function addition(table: string, from: TableSpec, to: TableSpec, column: ColumnDef): AlterOption {
  checkDeterministic(table, column);
  const at = to.columns.indexOf(column);
  const last = !to.columns.slice(at).some((each) => findByName(from.columns, each.name) !== undefined);
  const place = last
    ? { first: false, after: '' }
    : { first: at === 0, after: at === 0 ? '' : to.columns[at - 1]!.name };
  return { kind: 'AddColumns', columns: [column], ...place };
}

/** The members of a longest increasing subsequence; of several, that with the smallest members first. */
function longestIncreasing(values: readonly number[]): Set<number> {
  const lengths: number[] = new Array<number>(values.length).fill(1);
  for (let i = values.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < values.length; j++) {
      if (values[j]! > values[i]!) lengths[i] = Math.max(lengths[i]!, lengths[j]! + 1);
    }
  }
  const chosen = new Set<number>();
  let from = 0;
  let above = -1;
  for (let length = Math.max(0, ...lengths); length > 0; length--) {
    let best = -1;
    for (let i = from; i < values.length; i++) {
      if (lengths[i] === length && values[i]! > above && (best < 0 || values[i]! < values[best]!)) best = i;
    }
    above = values[best]!;
    chosen.add(above);
    from = best + 1;
  }
  return chosen;
}

/** Would MySQL show the two definitions alike, each in its table? */
export function sameColumn(a: ColumnDef, inA: TableSpec, b: ColumnDef, inB: TableSpec): boolean {
  const x = columnCharset(a, tableCharset(inA));
  const y = columnCharset(b, tableCharset(inB));
  if (x.collation !== y.collation) return false;
  return equals(comparable(a), comparable(b));
}

function comparable(column: ColumnDef): ColumnDef {
  return {
    ...column,
    type: { ...column.type, charset: '', binary: false },
    collate: '',
    default: comparableDefault(column),
  };
}

/** DEFAULT 0 and DEFAULT '0' are one; so are the names of NOW(). */
function comparableDefault({ default: given }: ColumnDef): ColumnDef['default'] {
  if (given === null || given.parens) return given;
  const { expr } = given;
  if (expr.kind === 'CurTimeFuncExpr') return { ...given, expr: { ...expr, name: 'current_timestamp' } };
  const text = literalText(expr);
  return text === undefined ? given : { ...given, expr: { kind: 'Literal', type: 'String', value: text } };
}

function literalText(expr: Expr): string | undefined {
  if (expr.kind === 'Literal')
    return expr.type === 'Int' || expr.type === 'String' || expr.type === 'Decimal' ? expr.value : undefined;
  if (expr.kind !== 'UnaryExpr' || expr.operator !== '-') return undefined;
  const value = literalText(expr.expr);
  return value === undefined ? undefined : `-${value}`;
}

/** A member of an ENUM or SET that changes its place changes the rows' values. */
function checkEnum(table: string, old: ColumnDef, column: ColumnDef, hints: DiffHints): void {
  if (hints.enumReorder === 'allow') return;
  column.type.values.forEach((value, i) => {
    const before = old.type.values.indexOf(value);
    if (before >= 0 && before !== i) refuse({ kind: 'EnumValueOrdinalChanged', table, column: column.name, value });
  });
}

const nonDeterministic = /\b(rand|random_bytes|sysdate|uuid|uuid_short)$/i;

/** A new column whose default differs by row or server would differ between replicas. */
function checkDeterministic(table: string, column: ColumnDef): void {
  const { default: given } = column;
  if (given === null) return;
  const pending: unknown[] = [given.expr];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null) continue;
    const { kind, name } = node as { kind?: unknown; name?: unknown };
    if (kind === 'FuncExpr' && typeof name === 'string' && nonDeterministic.test(name)) {
      refuse({ kind: 'NonDeterministicDefault', table, column: column.name, function: name });
    }
    pending.push(...Object.values(node));
  }
}
