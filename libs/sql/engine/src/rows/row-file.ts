import type { Row } from '@vt/sqltypes';
import { encodeRun, RunReader } from './run-reader.ts';
import type { SpillFile, SpillPort } from './spill-port.ts';

const OUT_ROWS = 256;
/** What is gathered before it is written. */
const WRITE_ROWS = 1024;

/** Rows that are put aside, to be read in their order. The file is there only once there are so many that they are written. */
export class RowFile {
  readonly #port: SpillPort | undefined;
  readonly #columns: number;
  #gathered: Row[] = [];
  #file: SpillFile | undefined;

  constructor(port: SpillPort | undefined, columns: number) {
    this.#port = port;
    this.#columns = columns;
  }

  get isEmpty(): boolean {
    return this.#file === undefined && this.#gathered.length === 0;
  }

  /** A promise only where something must be written before the next row. */
  add(row: Row): Promise<void> | undefined {
    this.#gathered.push(row);
    return this.#gathered.length < WRITE_ROWS ? undefined : this.finish();
  }

  /** Writes what is gathered. */
  async finish(): Promise<void> {
    if (this.#gathered.length === 0) return;
    this.#file ??= await this.#port?.create();
    await this.#file?.write(encodeRun(this.#gathered));
    this.#gathered = [];
  }

  /** All rows, once it is finished. */
  async *batches(): AsyncGenerator<readonly Row[]> {
    if (this.#file) yield* batchesOf(new RunReader(this.#file.read(), this.#columns));
  }

  async close(): Promise<void> {
    this.#gathered = [];
    await this.#file?.close();
    this.#file = undefined;
  }
}

/** What a reader has, from its first row. */
export async function* batchesOf(reader: RunReader): AsyncGenerator<readonly Row[]> {
  await reader.next();
  while (reader.row) {
    const batch: Row[] = [];
    while (reader.row && batch.length < OUT_ROWS) {
      batch.push(reader.row);
      const waiting = reader.next();
      if (waiting) await waiting;
    }
    yield batch;
  }
}
