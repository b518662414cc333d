import type { Row } from '../field.ts';
import { lenencSize, lenencWidth, NULL_MARK, readLenenc, writeLenencBytes } from './lenenc.ts';
import { framePayload, HEADER_BYTES, PAYLOAD_BYTES_MAX, writePacketHeader } from './packet.ts';

/** Borders of the values of a row: start and end of column i at 2i and 2i+1; a start of -1 means NULL. */
export type RowOffsets = Int32Array;

export function rowOffsets(columns: number): RowOffsets {
  return new Int32Array(columns * 2);
}

/**
 * Finds the values of a text row without copying them. `offsets` (from `rowOffsets`, reusable) is filled with offsets into `bytes`.
 * Only the first `columns` values are looked at: a caller that needs column 0 pays for column 0.
 */
export function splitTextRow(bytes: Uint8Array, start: number, offsets: RowOffsets, columns: number): void {
  let at = start;
  for (let i = 0; i < columns; i++) {
    const first = bytes[at] as number;
    if (first === NULL_MARK) {
      offsets[2 * i] = -1;
      offsets[2 * i + 1] = -1;
      at++;
      continue;
    }
    const from = at + lenencWidth(first);
    at = from + readLenenc(bytes, at);
    offsets[2 * i] = from;
    offsets[2 * i + 1] = at;
  }
}

/** One value of a split row, as a view; null for NULL. */
export function valueAt(bytes: Uint8Array, offsets: RowOffsets, column: number): Uint8Array | null {
  const from = offsets[2 * column] as number;
  return from < 0 ? null : bytes.subarray(from, offsets[2 * column + 1]);
}

/** The values of a text row as views into `bytes`. */
export function decodeTextRow(bytes: Uint8Array, start: number, columns: number): Row {
  const row = new Array<Uint8Array | null>(columns);
  let at = start;
  for (let i = 0; i < columns; i++) {
    const first = bytes[at] as number;
    if (first === NULL_MARK) {
      row[i] = null;
      at++;
      continue;
    }
    const from = at + lenencWidth(first);
    at = from + readLenenc(bytes, at);
    row[i] = bytes.subarray(from, at);
  }
  return row;
}

/** Payload bytes of a text row. */
export function textRowSize(row: Row): number {
  let size = 0;
  for (const value of row) size += value === null ? 1 : lenencSize(value.length) + value.length;
  return size;
}

/** Writes a text row's payload and returns the offset behind it. */
export function writeTextRow(out: Uint8Array, at: number, row: Row): number {
  let next = at;
  for (const value of row) {
    if (value === null) out[next++] = NULL_MARK;
    else next = writeLenencBytes(out, next, value);
  }
  return next;
}

/** A text row shorter than 16 MiB as a packet (sequence id 0). */
export function encodeTextRow(row: Row): Buffer {
  const size = textRowSize(row);
  const out = Buffer.allocUnsafe(HEADER_BYTES + size);
  writePacketHeader(out, 0, size, 0);
  writeTextRow(out, HEADER_BYTES, row);
  return out;
}

/** Text rows as packets. */
export function encodeTextRows(rows: readonly Row[]): Buffer {
  const sizes = rows.map(textRowSize);
  const total = sizes.reduce((sum, size) => sum + HEADER_BYTES + size, 0);
  if (sizes.some((size) => size >= PAYLOAD_BYTES_MAX)) return Buffer.concat(rows.map(encodeLongRow));
  const out = Buffer.allocUnsafe(total);
  let at = 0;
  for (const [i, row] of rows.entries()) {
    writePacketHeader(out, at, sizes[i] as number, 0);
    at = writeTextRow(out, at + HEADER_BYTES, row);
  }
  return out;
}

function encodeLongRow(row: Row): Buffer {
  const payload = Buffer.allocUnsafe(textRowSize(row));
  writeTextRow(payload, 0, row);
  return framePayload(payload);
}
