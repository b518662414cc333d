import { binlogError } from './binlog-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { readCell } from './cell.ts';
import { ColumnType } from './event-type.ts';
import { JsonPatch } from './json/json-patch.ts';
import type { TableMap } from './table-map.ts';

/**
 * A cell: the bytes that the text protocol would give where it converts nothing (text is in its column's own character set), null for NULL, undefined where the image has not got the column, or a JSON document's
 * changes where only these were logged and the document before them is not there.
 */
export type Cell = Uint8Array | JsonPatch | null | undefined;

/** One image of a row, by the table's columns. */
export type Row = readonly Cell[];

const PARTIAL_JSON = 1;

/** A bit a column: which columns an image has. */
export type Image = Buffer;

export function hasColumn(image: Image, column: number): boolean {
  return ((image[column >> 3] as number) & (1 << (column & 7))) !== 0;
}

/*
  a row image: null bits, one for each column that is there · the values that are not null
  of an update with partial JSON, before that: options lenenc · if it has bit 1: a bit for each JSON column of the table: only changes
*/
export function readRow(cursor: ByteCursor, table: TableMap, image: Image): Row {
  return readImage(cursor, table, image, () => false, undefined);
}

/** An after-image whose JSON columns may be changes to those of `before`. */
export function readPartialRow(cursor: ByteCursor, table: TableMap, image: Image, before: Row): Row {
  const options = cursor.lenenc();
  const json = table.columns.flatMap(({ type }, i) => (type === ColumnType.JSON ? [i] : []));
  const bits = (options & PARTIAL_JSON) !== 0 ? cursor.take((json.length + 7) >> 3) : undefined;
  const isPartial = (column: number): boolean => {
    const at = json.indexOf(column);
    return bits !== undefined && at >= 0 && ((bits[at >> 3] as number) & (1 << (at & 7))) !== 0;
  };
  return readImage(cursor, table, image, isPartial, before);
}

function readImage(
  cursor: ByteCursor,
  table: TableMap,
  image: Image,
  isPartial: (column: number) => boolean,
  before: Row | undefined,
): Row {
  const here = countBits(image, table.columns.length);
  const nulls = cursor.take((here + 7) >> 3);
  const cells: Cell[] = new Array(table.columns.length);
  let at = 0;
  for (const [i, column] of table.columns.entries()) {
    if (!hasColumn(image, i)) continue;
    const isNull = ((nulls[at >> 3] as number) & (1 << (at & 7))) !== 0;
    at++;
    if (isNull) cells[i] = null;
    else if (isPartial(i)) cells[i] = patched(cursor, column.metadata, before?.[i]);
    else cells[i] = readCell(cursor, column);
  }
  return cells;
}

function patched(cursor: ByteCursor, lengthBytes: number, before: Cell): Cell {
  const patch = JsonPatch.read(cursor.take(cursor.uint(lengthBytes)));
  if (before === undefined) return patch;
  if (before === null || before instanceof JsonPatch) throw binlogError('changes to a JSON document that is not there');
  return patch.applyTo(before);
}

function countBits(image: Image, columns: number): number {
  let count = 0;
  for (let i = 0; i < columns; i++) if (hasColumn(image, i)) count++;
  return count;
}
