import { VtError } from '@vt/base';
import {
  decodeColumnDefinition,
  decodeTextRow,
  emptyOk,
  type Field,
  type OkInfo,
  PacketQueue,
  type ResultSink,
  type Row,
  type RowFormat,
} from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import { MemoryExceededError } from './memory.ts';
import type { Extent, SpillFile } from './spill-port.ts';

const BATCH_ROWS_MAX = 256;

/** Takes all rows of a statement before anybody wants them: in memory, and beyond its bound aside. Then gives them in their order. */
export class Spool implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  fields: readonly Field[] = [];
  ok: OkInfo = emptyOk;
  readonly #ctx: ExecutionContext;
  /** What came last, as it came. */
  #chunks: Buffer[] = [];
  #bytes = 0;
  #file: SpillFile | undefined;
  /** The chunks in the file, each of which holds whole packets. */
  readonly #extents: Extent[] = [];
  #written = 0;
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(ctx: ExecutionContext) {
    this.#ctx = ctx;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    if (format !== 'text') throw VtError.of('VT12001', 'binary rows of several shards');
    this.fields = definitions.map(decodeColumnDefinition);
  }

  rows(packets: Buffer): boolean {
    if (this.#failure) return true;
    this.#chunks.push(packets);
    this.#bytes += packets.length;
    const { spill, memoryBytesMax } = this.#ctx;
    const max = spill ? spill.runBytesMax : memoryBytesMax;
    if (max === undefined || this.#bytes <= max) return true;
    if (!spill) throw new MemoryExceededError(`in-memory rows exceeded allowed limit of ${max} bytes`);
    this.#writing ??= this.#putAside();
    return false;
  }

  end(ok: OkInfo): void {
    this.ok = ok;
  }

  error(): void {}

  /** Resolves when all that came is where it stays. @throws what kept rows from being put aside. */
  async finish(): Promise<void> {
    await this.#writing;
    if (this.#failure) throw this.#failure.error;
  }

  async *all(): AsyncGenerator<readonly Row[]> {
    const queue = new PacketQueue();
    for (const extent of this.#extents) {
      queue.push(await this.#read(extent));
      yield* this.#rowsOf(queue);
    }
    for (const chunk of this.#chunks) {
      queue.push(chunk);
      yield* this.#rowsOf(queue);
    }
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#chunks = [];
    await this.#file?.close();
  }

  *#rowsOf(queue: PacketQueue): Generator<readonly Row[]> {
    let rows: Row[] = [];
    for (let row = queue.shift(); row; row = queue.shift()) {
      rows.push(decodeTextRow(row, 0, this.fields.length));
      if (rows.length < BATCH_ROWS_MAX) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }

  async #read(extent: Extent): Promise<Buffer> {
    const chunk = Buffer.allocUnsafeSlow(extent.length);
    await (this.#file as SpillFile).read(chunk, extent.at);
    return chunk;
  }

  async #putAside(): Promise<void> {
    try {
      this.#file ??= await this.#ctx.spill?.create();
      for (let chunk = this.#chunks.shift(); chunk; chunk = this.#chunks.shift()) {
        await this.#file?.write(chunk);
        this.#extents.push({ at: this.#written, length: chunk.length });
        this.#written += chunk.length;
      }
    } catch (error) {
      this.#failure = { error };
      this.#chunks = [];
    }
    this.#bytes = 0;
    this.#writing = undefined;
    this.onDrain?.();
  }
}
