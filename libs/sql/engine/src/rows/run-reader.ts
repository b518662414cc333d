import { decodeTextRow, type Row, textRowSize, writeTextRow } from '@vt/sqltypes';

/** Before each row: the bytes of its values. */
export const LENGTH_BYTES = 4;

/** How many bytes `encodeRow` writes. */
export const encodedBytes = (row: Row): number => LENGTH_BYTES + textRowSize(row);

/** Writes a row as it is put aside, and returns the offset behind it. */
export function encodeRow(out: Buffer, at: number, row: Row): number {
  out.writeUInt32LE(textRowSize(row), at);
  return writeTextRow(out, at + LENGTH_BYTES, row);
}

/** Rows as they are put aside. */
export function encodeRun(rows: readonly Row[]): Buffer {
  const out = Buffer.allocUnsafe(rows.reduce((sum, row) => sum + encodedBytes(row), 0));
  let at = 0;
  for (const row of rows) at = encodeRow(out, at, row);
  return out;
}

/** Sorted rows, the first of which is `row`. */
export interface RowSource {
  /** Undefined behind the last one. */
  readonly row: Row | undefined;
  /** Goes on by one; a promise only where the next row is not at hand. */
  next(): Promise<void> | undefined;
}

/** What lies in one piece of memory. */
export class BlockReader implements RowSource {
  row: Row | undefined = undefined;
  readonly #bytes: Buffer;
  readonly #columns: number;
  #at = 0;

  constructor(bytes: Buffer, columns: number) {
    this.#bytes = bytes;
    this.#columns = columns;
  }

  next(): undefined {
    if (this.#at >= this.#bytes.length) {
      this.row = undefined;
      return;
    }
    const start = this.#at + LENGTH_BYTES;
    this.row = decodeTextRow(this.#bytes, start, this.#columns);
    this.#at = start + this.#bytes.readUInt32LE(this.#at);
  }
}

/** What comes in pieces. Decodes one row at a time: of many files that are merged, each holds one piece and one row. */
export class RunReader implements RowSource {
  row: Row | undefined = undefined;
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #columns: number;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(pieces: AsyncIterable<Buffer>, columns: number) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#columns = columns;
  }

  next(): Promise<void> | undefined {
    return this.#take() ? undefined : this.#fill();
  }

  #take(): boolean {
    const start = this.#at + LENGTH_BYTES;
    if (start > this.#bytes.length) return false;
    const end = start + this.#bytes.readUInt32LE(this.#at);
    if (end > this.#bytes.length) return false;
    this.row = decodeTextRow(this.#bytes, start, this.#columns);
    this.#at = end;
    return true;
  }

  async #fill(): Promise<void> {
    do {
      const { value, done } = await this.#pieces.next();
      if (done) {
        this.row = undefined;
        return;
      }
      const rest = this.#bytes.subarray(this.#at);
      this.#bytes = rest.length === 0 ? value : Buffer.concat([rest, value]);
      this.#at = 0;
    } while (!this.#take());
  }
}

/** Rows that are held. */
export class HeldRun implements RowSource {
  readonly #rows: readonly Row[];
  #at = -1;

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  get row(): Row | undefined {
    return this.#rows[this.#at];
  }

  next(): undefined {
    this.#at++;
  }
}
