import { type BinlogEvent, type RowChange, type TableMap } from '@vt/mysql';
import type { MessageInput } from '@vt/proto';
import { toProtoRow } from '@vt/sqltypes';
import { cannotTell } from '../errors.ts';
import type { Cells, TablePlan } from '../filter/table-plan.ts';
import { readCells } from '../schema/cells.ts';

type ProtoChange = MessageInput<'binlogdata.RowChange'>;
export type RowsEvent = Extract<BinlogEvent, { kind: 'Rows' }>;

/** A table as the stream now gives it. */
export type StreamedTable = {
  readonly map: TableMap;
  readonly plan: TablePlan;
  readonly fixes:
    | readonly ((cell: Uint8Array) => Uint8Array)[]
    | readonly (((cell: Uint8Array) => Uint8Array) | undefined)[]
    | undefined;
};

const ROW_BYTES = 32;

/** The changes of an event that the plan wants, and how many bytes they are. */
export function wantedChanges(event: RowsEvent, table: StreamedTable): { changes: ProtoChange[]; bytes: number } {
  const changes: ProtoChange[] = [];
  let bytes = 0;
  for (const row of event.rows) {
    const change = wantedChange(row, table);
    if (!change) continue;
    changes.push(change);
    bytes += ROW_BYTES + (change.before?.values?.length ?? 0) + (change.after?.values?.length ?? 0);
  }
  return { changes, bytes };
}

/**
 * A row that comes to fulfil the filter is an insert, one that ceases to is a delete. A column that is missing from the image after an update was
 * not changed by it.
 */
function wantedChange({ before, after }: RowChange, { plan, fixes }: StreamedTable): ProtoChange | undefined {
  const old = before && readCells(before, fixes, plan.table);
  const read = after && readCells(after, fixes, plan.table);
  const now = read && old ? merged(old, read) : read;
  const change: ProtoChange = {};
  if (old && plan.accepts(old)) {
    requireWhole(old, plan, plan.foundBy ?? []);
    change.before = toRow(plan.map(old));
  }
  if (now && plan.accepts(now)) {
    const out = plan.map(now);
    // What an update did not change its reader has, but for a row that is new to him.
    if (old && !change.before && plan.foundBy) requireWhole(now, plan, plan.needs);
    change.after = toRow(out);
    if (out.includes(undefined)) change.data_columns = bitmap(out);
  }
  return change.before || change.after ? change : undefined;
}

function requireWhole(row: Cells, { table }: TablePlan, columns: readonly number[]): void {
  const absent = columns.find((column) => row[column] === undefined);
  if (absent === undefined) return;
  const name = table.fields[absent]?.name;
  throw cannotTell(
    `column ${name} of ${table.name} is not in the log's row image, and the row cannot be written without it (binlog_row_image=FULL)`,
  );
}

function merged(before: Cells, after: Cells): Cells {
  if (!after.includes(undefined)) return after;
  return Array.from(after, (cell, i) => (cell === undefined ? before[i] : cell));
}

function toRow(cells: readonly (Uint8Array | null | undefined)[]) {
  return toProtoRow(Array.from(cells, (cell) => cell ?? null));
}

/** A bit for each column that is there, the first in the lowest bit. */
function bitmap(cells: readonly unknown[]): { count: bigint; cols: Uint8Array } {
  const cols = new Uint8Array((cells.length + 7) >> 3);
  for (const [i, cell] of cells.entries())
    if (cell !== undefined) cols[i >> 3] = (cols[i >> 3] as number) | (1 << (i & 7));
  return { count: BigInt(cells.length), cols };
}
