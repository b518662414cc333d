import { decodeTextRow, type Row, textRowSize, writeTextRow } from '@vt/sqltypes';
import type { RowCopier } from './row-copier.ts';
import type { RunWriter } from './run-writer.ts';
import { packetSlabs } from './slab-pool.ts';
import type { Extent, SpillFile } from './spill-port.ts';

/** Before each row: the bytes of its values. */
export const LENGTH_BYTES = 4;

/** How many bytes `encodeRow` writes. */
export const encodedBytes = (row: Row): number => LENGTH_BYTES + textRowSize(row);

/** Writes a row as it is put aside, and returns the offset behind it. */
export function encodeRow(out: Buffer, at: number, row: Row): number {
  out.writeUInt32LE(textRowSize(row), at);
  return writeTextRow(out, at + LENGTH_BYTES, row);
}

/** Sorted rows, the first of which is `row`. */
export interface RowSource {
  /** Undefined behind the last one. Its memory is used again: it is valid until `next`. */
  readonly row: Row | undefined;
  /** Goes on by one; a promise only where the next row is not at hand. */
  next(): Promise<void> | undefined;
  /** The row, to be kept. */
  kept(copier: RowCopier): Row;
  /** Puts the row aside. A promise as of `RunWriter`. */
  writeTo(writer: RunWriter): Promise<void> | undefined;
}

/** What lies in one piece of memory. */
export class BlockReader implements RowSource {
  row: Row | undefined = undefined;
  readonly #bytes: Buffer;
  readonly #columns: number;
  #start = 0;
  #end = 0;

  constructor(bytes: Buffer, columns: number) {
    this.#bytes = bytes;
    this.#columns = columns;
  }

  next(): undefined {
    this.#start = this.#end;
    if (this.#start >= this.#bytes.length) {
      this.row = undefined;
      return;
    }
    const payload = this.#start + LENGTH_BYTES;
    this.row = decodeTextRow(this.#bytes, payload, this.#columns);
    this.#end = payload + this.#bytes.readUInt32LE(this.#start);
  }

  kept(copier: RowCopier): Row {
    return copier.copy(this.#bytes, this.#start + LENGTH_BYTES, this.#end);
  }

  writeTo(writer: RunWriter): Promise<void> | undefined {
    return writer.addEncoded(this.#bytes, this.#start, this.#end);
  }
}

/** What lies in a file, or in parts of it. Decodes one row at a time: of many files that are merged, each holds one piece and one row. */
export class RunReader implements RowSource {
  row: Row | undefined = undefined;
  readonly #file: SpillFile;
  readonly #parts: readonly Extent[];
  readonly #columns: number;
  /** The part that is read, and how much of it was. */
  #part = 0;
  #read = 0;
  /** Used again for each piece: rows seldom end where a piece does. */
  #bytes: Buffer | undefined;
  #filled = 0;
  #start = 0;
  #end = 0;

  constructor(file: SpillFile, columns: number, parts: readonly Extent[] = [{ at: 0, length: file.size }]) {
    this.#file = file;
    this.#parts = parts;
    this.#columns = columns;
  }

  next(): Promise<void> | undefined {
    this.#start = this.#end;
    return this.#take() ? undefined : this.#fill();
  }

  kept(copier: RowCopier): Row {
    return copier.copy(this.#bytes as Buffer, this.#start + LENGTH_BYTES, this.#end);
  }

  writeTo(writer: RunWriter): Promise<void> | undefined {
    return writer.addEncoded(this.#bytes as Buffer, this.#start, this.#end);
  }

  #take(): boolean {
    const bytes = this.#bytes;
    const payload = this.#start + LENGTH_BYTES;
    if (!bytes || payload > this.#filled) return false;
    const end = payload + bytes.readUInt32LE(this.#start);
    if (end > this.#filled) return false;
    this.row = decodeTextRow(bytes, payload, this.#columns);
    this.#end = end;
    return true;
  }

  async #fill(): Promise<void> {
    do {
      const part = this.#nextPart();
      if (!part) return this.#finish();
      const bytes = this.#room();
      const length = Math.min(part.length - this.#read, bytes.length - this.#filled);
      await this.#file.read(bytes.subarray(this.#filled, this.#filled + length), part.at + this.#read);
      this.#filled += length;
      this.#read += length;
    } while (!this.#take());
  }

  /** The part of which something is still to be read. */
  #nextPart(): Extent | undefined {
    let part = this.#parts[this.#part];
    while (part && this.#read === part.length) {
      part = this.#parts[++this.#part];
      this.#read = 0;
    }
    return part;
  }

  /** Moves what is left to the front; where that is all there is room for, a row is longer. */
  #room(): Buffer {
    const before = this.#bytes ?? packetSlabs.take();
    const isFull = this.#start === 0 && this.#filled === before.length;
    const bytes = isFull ? Buffer.allocUnsafeSlow(before.length * 2) : before;
    before.copy(bytes, 0, this.#start, this.#filled);
    if (isFull) packetSlabs.give(before);
    this.#bytes = bytes;
    this.#filled -= this.#start;
    this.#start = 0;
    this.#end = 0;
    return bytes;
  }

  #finish(): void {
    this.row = undefined;
    if (this.#bytes) packetSlabs.give(this.#bytes);
    this.#bytes = undefined;
    this.#filled = 0;
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

  kept(): Row {
    return this.row as Row;
  }

  writeTo(writer: RunWriter): Promise<void> | undefined {
    return writer.add(this.row as Row);
  }
}
