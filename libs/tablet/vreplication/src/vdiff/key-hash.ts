import { VtError } from '@vt/base';
import { charsetByName, collationByName, comparerOf } from '@vt/collations';
import { type Field, Type, typeName } from '@vt/sqltypes';
import { isHashed } from '../plan/key-order.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import type { TargetColumn } from '../plan/target-table.ts';
import { charsetOf } from '../plan/value-writer.ts';
import type { DiffRows } from './row-stream.ts';

/** Directives that have both sides give a table's rows by hashes of the same key. */
export type KeyHash = { readonly source: string; readonly target: string };

/** A key column on both sides. */
type Pair = { readonly source: Field; readonly target: TargetColumn };

/**
 * What to ask for where the rows of both sides would come in different orders: keys of other columns, in other collations or of other types.
 * Undefined where they come in the same one. By hashes the whole table is sorted, which no index helps with.
 */
export function keyHashOf(plan: StreamPlan, source: DiffRows): KeyHash | undefined {
  // Groups are put in order here, and a stream with keys of its own names them itself.
  if (plan.mode !== 'plain' || plan.rule.source_unique_key_columns !== '') return undefined;
  const pairs = keyPairs(plan, source);
  if (!pairs || isSameOrder(pairs, source, plan)) return undefined;
  const names = (list: readonly string[]): string => list.map(encodeURIComponent).join();
  const charsets = pairs.flatMap(({ source: field, target }) => {
    const charset = converted(field, target);
    return charset === undefined ? [] : [`${encodeURIComponent(field.name)}:${charset}`];
  });
  const directive = (columns: string, hashed: string): string => `/*vt+ ukColumns="${columns}" keyHash="${hashed}" */`;
  return {
    source: directive(names(pairs.map(({ source: { name } }) => name)), charsets.join()),
    target: directive(names(pairs.map(({ target: { name } }) => name)), ''),
  };
}

/** The target's key, or all of its columns, and what they are on the source; undefined where one of them is computed. */
function keyPairs({ target, columns }: StreamPlan, { fields }: DiffRows): readonly Pair[] | undefined {
  const fieldOf = (name: string): Field | undefined =>
    fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  const all = target.columns.filter(({ name, isGenerated }) => !isGenerated && fieldOf(name));
  const key = target.key.length > 0 ? target.key : all.map(({ name }) => name);
  const pairs = key.map((name): Pair | undefined => {
    const column = target.columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const planned = columns === '*' ? undefined : columns.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const field = fieldOf(name);
    if (!column || !field) return undefined;
    if (columns === '*') return { source: field, target: column };
    return planned?.expr.kind === 'ColName'
      ? { source: { ...field, name: planned.expr.name }, target: column }
      : undefined;
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function isSameOrder(pairs: readonly Pair[], source: DiffRows, { target }: StreamPlan): boolean {
  const { keyFields } = source;
  const isSameKey =
    keyFields.length === pairs.length &&
    pairs.every(({ source: { name } }, i) => keyFields[i]?.name.toLowerCase() === name.toLowerCase());
  if (!isSameKey) return false;
  if (isHashed(keyFields)) return target.key.length === 0 && pairs.every(isSameText);
  return target.key.length > 0 && pairs.every(isSameColumn);
}

const isCharacter = ({ type }: Field): boolean => type === Type.CHAR || type === Type.VARCHAR || type === Type.TEXT;

/** Whether the hashes of a column's values are made of the same bytes. */
function isSameText(pair: Pair): boolean {
  return converted(pair.source, pair.target) === undefined;
}

/** The character set of the target's column, where texts are compared as converted to it. */
function converted(source: Field, { charset }: TargetColumn): string | undefined {
  if (!isCharacter(source) || charset === '') return undefined;
  const [from, to] = [charsetOf(source), charsetByName(charset)];
  return from === undefined || from === 'binary' || from === to?.name ? undefined : to?.name;
}

/** Whether columns of both sides order the same values in the same way, which is known here. */
function isSameColumn({ source, target }: Pair): boolean {
  if (isCharacter(source))
    return comparerOf(source.charset) !== undefined && collationByName(target.collation)?.id === source.charset;
  if (source.type === Type.ENUM || source.type === Type.SET) return source.columnType === target.columnType;
  return kindOf(typeName(source.type)?.toLowerCase() ?? '') === kindOf(target.type);
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^u?int\d+$|^(tiny|small|medium|big)?int$|^float|^double$|^decimal$|^year$/, 'number'],
  [/^(date|datetime|timestamp)$/, 'moment'],
  [/^((var)?binary|(tiny|medium|long)?blob)$/, 'bytes'],
];

function kindOf(type: string): string {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? type;
}

/** Throws UNIMPLEMENTED where a side is no tablet of ours, and gave the rows in its own order. */
export function requireHashed(streams: readonly DiffRows[], table: string): void {
  if (streams.every(({ keyFields }) => isHashed(keyFields))) return;
  const message = `the keys of table ${table} are ordered differently on both sides of the diff, and one side cannot give its rows in another order`;
  throw new VtError({ code: 'UNIMPLEMENTED', message });
}
