import { type BinlogRow, JsonPatch, type TableMap } from '@vt/mysql';
import { isIntegral, Type } from '@vt/sqltypes';
import { cannotTell } from '../errors.ts';
import type { Cells } from '../filter/table-plan.ts';
import { inet4Text, inet6Text, uuidText } from './mariadb-types.ts';
import { memberText } from './members.ts';
import type { TableInfo } from './table-info.ts';

type Fix = (cell: Uint8Array) => Uint8Array;

/**
 * What makes a logged row what a SELECT would show: names of ENUM and SET members where the log has numbers, signedness where it does not tell
 * it, texts of MariaDB's own types. Undefined: nothing is to be done.
 */
export function cellFixes(map: TableMap, table: TableInfo): readonly (Fix | undefined)[] | undefined {
  const hasSignedness = map.columns.some(({ name }) => name !== undefined);
  const fixes = table.fields.map((field, i): Fix | undefined => {
    const column = map.columns[i];
    if ((field.type === Type.ENUM || field.type === Type.SET) && column?.members === undefined)
      return (cell) => memberText(field, BigInt(Buffer.from(cell).toString('latin1')));
    if (
      isIntegral(field.type) &&
      (field.flags & 32) !== 0 &&
      !column?.unsigned &&
      field.type !== Type.YEAR &&
      !hasSignedness
    )
      return (cell) => unsignedText(cell, field.type);
    if (field.type === Type.BINARY && !hasCollation(map, i)) return (cell) => padded(cell, field.columnLength);
    switch (table.storedAs[i]) {
      case 'uuid':
        return uuidText;
      case 'inet4':
        return inet4Text;
      case 'inet6':
        return inet6Text;
      default:
        return undefined;
    }
  });
  return fixes.some((fix) => fix !== undefined) ? fixes : undefined;
}

const hasCollation = (map: TableMap, column: number): boolean => map.columns[column]?.collation !== undefined;

const BITS: ReadonlyMap<number, number> = new Map([
  [Type.UINT8, 8],
  [Type.UINT16, 16],
  [Type.UINT24, 24],
  [Type.UINT32, 32],
  [Type.UINT64, 64],
]);

function unsignedText(cell: Uint8Array, type: number): Uint8Array {
  const text = Buffer.from(cell).toString('latin1');
  return text.startsWith('-') ? Buffer.from(BigInt.asUintN(BITS.get(type) ?? 64, BigInt(text)).toString()) : cell;
}

/** Zero bytes at the end are not logged. */
function padded(cell: Uint8Array, length: number): Uint8Array {
  return cell.length < length ? Buffer.concat([cell], length) : cell;
}

/** A logged image as texts by column. */
export function readCells(row: BinlogRow, fixes: readonly (Fix | undefined)[] | undefined, table: TableInfo): Cells {
  const cells = new Array<Uint8Array | null | undefined>(table.fields.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = table.unlogged[i] ? undefined : row[i];
    if (cell instanceof JsonPatch) throw partialJson(table, i);
    const fix = fixes?.[i];
    cells[i] = fix && cell ? fix(cell) : cell;
  }
  return cells;
}

function partialJson(table: TableInfo, column: number): Error {
  const name = `${table.name}.${table.fields[column]?.name}`;
  return cannotTell(
    `only changes of the JSON document ${name} were logged, and not the document (binlog_row_image=FULL would)`,
  );
}
