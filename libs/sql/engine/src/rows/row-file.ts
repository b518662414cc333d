import type { Row } from '@vt/sqltypes';
import { RowCopier } from './row-copier.ts';
import { RunReader } from './run-reader.ts';
import { RunWriter } from './run-writer.ts';
import type { SpillFile, SpillPort } from './spill-port.ts';

const OUT_ROWS = 256;

/** Rows that are put aside, to be read in their order. The file is there only once there are so many that they are written. */
export class RowFile {
  readonly #port: SpillPort | undefined;
  readonly #columns: number;
  readonly #writer: RunWriter;
  #file: SpillFile | undefined;

  constructor(port: SpillPort | undefined, columns: number) {
    this.#port = port;
    this.#columns = columns;
    this.#writer = new RunWriter(async (bytes) => {
      this.#file ??= await this.#port?.create();
      await this.#file?.write(bytes);
    });
  }

  get isEmpty(): boolean {
    return this.#file === undefined && this.#writer.isEmpty;
  }

  /** A promise only where something must be written before the next row. */
  add(row: Row): Promise<void> | undefined {
    return this.#writer.add(row);
  }

  /** Writes what is gathered. */
  finish(): Promise<void> {
    return this.#writer.finish();
  }

  /** All rows, once it is finished. */
  async *batches(): AsyncGenerator<readonly Row[]> {
    if (this.#file) yield* batchesOf(new RunReader(this.#file, this.#columns), this.#columns);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }
}

/** What a reader has, from its first row. */
export async function* batchesOf(reader: RunReader, columns: number): AsyncGenerator<readonly Row[]> {
  const copier = new RowCopier(columns);
  await reader.next();
  while (reader.row) {
    const batch: Row[] = [];
    while (reader.row && batch.length < OUT_ROWS) {
      batch.push(reader.kept(copier));
      const waiting = reader.next();
      if (waiting) await waiting;
    }
    yield batch;
  }
}
