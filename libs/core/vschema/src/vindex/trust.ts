import { type BindValue, isBinary, isIntegral, isQuoted, isText, Type } from '@vt/sqltypes';
import type { ColumnVindex, Table } from '../model/model.ts';
import { type OwnType, shownAs } from './own-types.ts';

/** What the column of a vindex is known to hold. */
export type ColumnKind = 'integer' | 'text' | 'other' | 'unknown' | OwnType;

/** Collations under which texts are equal only where their bytes are (but for spaces at the end, of which `tellsShard` knows). */
const EXACT = /_bin$|^binary$/;

/** Whether a value may be written in several ways: '2025-1-6' for a DATE, 7.50 for a DECIMAL, 'a' for the member 'A' of an ENUM. Vindexes take the spelling for the value. */
function isSpelledManyWays(type: number): boolean {
  return type !== Type.NULL_TYPE && !isIntegral(type) && !isText(type) && !isBinary(type);
}

/**
 * Whether values that the table's mysqld finds equal may have several places: 'Ann' and 'ann' under a collation that does not care for case, and a
 * vindex that does; or what can be written in several ways. Then a value tells no shard, and rows of one group are not on one shard.
 */
export function separatesEquals(
  { columns: known }: Pick<Table, 'columns'>,
  { columns, vindex }: ColumnVindex,
): boolean {
  if (vindex.kind === 'lookup' || vindex.type.startsWith('unicode_loose')) return false;
  return columns.some((name) => {
    const column = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!column) return false;
    if (isSpelledManyWays(column.type)) return true;
    return isText(column.type) && column.collation !== undefined && !EXACT.test(column.collation);
  });
}

const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d*)$/;

/**
 * Whether a comparison of the column with this value is true only for rows that the vindex puts where it puts the value. MySQL
 * converts before it compares (1.0, '01' and ' 1' all equal an integer 1), a vindex does not: for such values the answer is to
 * ask every shard.
 */
export function tellsShard({ type, value }: BindValue, column: ColumnKind): boolean {
  if (type === Type.NULL_TYPE) return true;
  const text = Buffer.from(value).toString('latin1');
  if (column === 'uuid' || column === 'inet4' || column === 'inet6')
    return isQuoted(type) && shownAs(text, column) === text;
  // Most collations do not care for spaces at the end, a vindex does.
  if (text.endsWith(' ')) return false;
  if (isIntegral(type)) return column !== 'text' && CANONICAL_INTEGER.test(text);
  if (!isQuoted(type) && type !== Type.HEXVAL && type !== Type.HEXNUM) return false;
  if (column === 'integer') return CANONICAL_INTEGER.test(text);
  // A text that may be a number in odd spelling: only safe where the column is known not to be a number.
  return column !== 'unknown' || CANONICAL_INTEGER.test(text) || !/^\s*[-+.]?\d/.test(text);
}
