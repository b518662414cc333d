import { decodeTextRow, type Row } from '@vt/sqltypes';

/** Small: a row that is kept keeps the piece that it lies in. */
const PIECE_BYTES = 16 * 1024;

/** Makes rows that stay as they are of rows in memory that is used again: lays them next to each other in memory of their own. */
export class RowCopier {
  readonly #columns: number;
  #piece: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Of a text row's payload, from `start` to `end` of `bytes`. */
  copy(bytes: Buffer, start: number, end: number): Row {
    const size = end - start;
    if (this.#at + size > this.#piece.length) {
      this.#piece = Buffer.allocUnsafeSlow(Math.max(size, PIECE_BYTES));
      this.#at = 0;
    }
    const at = this.#at;
    bytes.copy(this.#piece, at, start, end);
    this.#at = at + size;
    return decodeTextRow(this.#piece, at, this.#columns);
  }
}
