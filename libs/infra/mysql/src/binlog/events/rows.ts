import { binlogError } from '../binlog-error.ts';
import { ByteCursor } from '../byte-cursor.ts';
import { inflateEvent } from '../compressed-event.ts';
import type { BinlogEventBody, RowChange } from '../event.ts';
import { EventType as E } from '../event-type.ts';
import { readPartialRow, readRow } from '../row-decoder.ts';
import type { TableMap } from '../table-map.ts';

type RowsBody = Extract<BinlogEventBody, { kind: 'Rows' }>;
type Change = RowsBody['change'];

/** What each kind of rows event is: `extra`: has a block of extra data behind its flags. */
const KINDS: Readonly<Record<number, { change: Change; extra: boolean; compressed?: true; partial?: true }>> = {
  [E.WRITE_ROWS_V1]: { change: 'insert', extra: false },
  [E.UPDATE_ROWS_V1]: { change: 'update', extra: false },
  [E.DELETE_ROWS_V1]: { change: 'delete', extra: false },
  [E.WRITE_ROWS]: { change: 'insert', extra: true },
  [E.UPDATE_ROWS]: { change: 'update', extra: true },
  [E.DELETE_ROWS]: { change: 'delete', extra: true },
  [E.PARTIAL_UPDATE_ROWS]: { change: 'update', extra: true, partial: true },
  [E.WRITE_ROWS_COMPRESSED_V1]: { change: 'insert', extra: false, compressed: true },
  [E.UPDATE_ROWS_COMPRESSED_V1]: { change: 'update', extra: false, compressed: true },
  [E.DELETE_ROWS_COMPRESSED_V1]: { change: 'delete', extra: false, compressed: true },
  [E.WRITE_ROWS_COMPRESSED]: { change: 'insert', extra: true, compressed: true },
  [E.UPDATE_ROWS_COMPRESSED]: { change: 'update', extra: true, compressed: true },
  [E.DELETE_ROWS_COMPRESSED]: { change: 'delete', extra: true, compressed: true },
};

const STATEMENT_END = 1;
const NO_FOREIGN_KEY_CHECKS = 2;
/** The table id of an event that only ends a statement. */
const NO_TABLE = 0xffffff;

export function isRowsEvent(type: number): boolean {
  return type in KINDS;
}

/*
  table_id 6 · flags 2 · [extra: length 2, itself included, bytes] · columns lenenc · columns of the (first) image · [update: of the second]
  · rows: one image each, of an update two
*/
export function readRows(
  type: number,
  cursor: ByteCursor,
  tableOf: (id: number) => TableMap | undefined,
): RowsBody | undefined {
  const kind = KINDS[type];
  if (kind === undefined) throw binlogError(`event type ${type} has no rows`);
  const id = cursor.u48();
  const flags = cursor.u16();
  const statementEnd = (flags & STATEMENT_END) !== 0;
  const checksForeignKeys = (flags & NO_FOREIGN_KEY_CHECKS) === 0;
  if (kind.extra) cursor.skip(cursor.u16() - 2);
  const table = tableOf(id);
  if (table === undefined) {
    if (id === NO_TABLE) return undefined;
    throw binlogError(`rows of table ${id}, which was not announced`);
  }
  const count = cursor.lenenc();
  if (count !== table.columns.length)
    throw binlogError(`rows of ${count} columns for a table of ${table.columns.length}`);
  const first = cursor.take((count + 7) >> 3);
  const second = kind.change === 'update' ? cursor.take((count + 7) >> 3) : first;
  const body = kind.compressed ? new ByteCursor(inflateEvent(cursor.rest())) : cursor;
  const rows: RowChange[] = [];
  while (body.left > 0) rows.push(readChange(body, table, kind.change, first, second, kind.partial === true));
  return { kind: 'Rows', change: kind.change, table, statementEnd, checksForeignKeys, rows };
}

function readChange(
  cursor: ByteCursor,
  table: TableMap,
  change: Change,
  first: Buffer,
  second: Buffer,
  partial: boolean,
): RowChange {
  if (change === 'insert') return { before: undefined, after: readRow(cursor, table, first) };
  const before = readRow(cursor, table, first);
  if (change === 'delete') return { before, after: undefined };
  const after = partial ? readPartialRow(cursor, table, second, before) : readRow(cursor, table, second);
  return { before, after };
}
