import { decodeTextRow, encodeTextRow, HEADER_BYTES, type Row, RowAssembler } from '@vt/sqltypes';
import type { RowCompare } from './compare.ts';

/** Where rows go that memory has no room for. What is written is read once, in the order written. */
export interface SpillPort {
  /** Bytes of rows that are sorted in memory before they are put aside. */
  readonly runBytesMax: number;
  /** A new place. @throws VtError when there is no more room. */
  create(): Promise<SpillFile>;
}

export interface SpillFile {
  write(bytes: Buffer): Promise<void>;
  /** The bytes from the beginning, in pieces of any size. */
  read(): AsyncIterable<Buffer>;
  /** Gives the place back. */
  close(): Promise<void>;
}

const WRITE_ROWS = 256;
const BATCH_ROWS = 256;

/** Sorted runs, put aside and merged. */
export class SpilledRuns {
  readonly #port: SpillPort;
  readonly #compare: RowCompare;
  readonly #columns: number;
  readonly #files: SpillFile[] = [];

  constructor(port: SpillPort, compare: RowCompare, columns: number) {
    this.#port = port;
    this.#compare = compare;
    this.#columns = columns;
  }

  get runBytesMax(): number {
    return this.#port.runBytesMax;
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  async add(run: readonly Row[]): Promise<void> {
    const file = await this.#port.create();
    this.#files.push(file);
    for (let i = 0; i < run.length; i += WRITE_ROWS) {
      await file.write(Buffer.concat(run.slice(i, i + WRITE_ROWS).map(encodeTextRow)));
    }
  }

  /** All rows in order, those of `last` too, which is sorted. */
  async *merge(last: readonly Row[]): AsyncGenerator<readonly Row[]> {
    const sources = [...this.#files.map((file) => readRows(file, this.#columns)), fromArray(last)];
    const heads: { row: Row; readonly rows: AsyncGenerator<Row> }[] = [];
    for (const rows of sources) {
      const { value, done } = await rows.next();
      if (!done) heads.push({ row: value, rows });
    }
    heads.sort((a, b) => this.#compare(a.row, b.row));
    let batch: Row[] = [];
    for (let least = heads[0]; least; least = heads[0]) {
      batch.push(least.row);
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
      const { value, done } = await least.rows.next();
      heads.shift();
      if (done) continue;
      const head = { row: value, rows: least.rows };
      const at = heads.findIndex((other) => this.#compare(head.row, other.row) <= 0);
      heads.splice(at < 0 ? heads.length : at, 0, head);
    }
    if (batch.length > 0) yield batch;
  }

  async close(): Promise<void> {
    for (const file of this.#files.splice(0)) await file.close();
  }
}

async function* readRows(file: SpillFile, columns: number): AsyncGenerator<Row> {
  const assembler = new RowAssembler();
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of file.read()) {
    const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholePackets(bytes);
    rest = bytes.subarray(whole);
    const rows: Row[] = [];
    assembler.push(bytes.subarray(0, whole), (packet, start) => rows.push(decodeTextRow(packet, start, columns)));
    yield* rows;
  }
}

/** Where the last whole packet ends. */
function wholePackets(bytes: Buffer): number {
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const end = at + HEADER_BYTES + bytes.readUIntLE(at, 3);
    if (end > bytes.length) break;
    at = end;
  }
  return at;
}

async function* fromArray(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}
