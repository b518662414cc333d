import type { VtError } from '@vt/base';
import {
  decodeColumnDefinition,
  emptyOk,
  type Field,
  type OkInfo,
  type ResultSink,
  RowAssembler,
  type RowFormat,
} from '@vt/sqltypes';

const HELD_BYTES_MAX = 256 * 1024;

/** Rows that arrive from one shard, taken one at a time. Asks the shard to wait while much is held. */
export class RowStream implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  definitions: readonly Uint8Array[] = [];
  fields: readonly Field[] = [];
  format: RowFormat = 'text';
  ok: OkInfo = emptyOk;
  readonly #assembler = new RowAssembler();
  readonly #heldBytesMax: number;
  #rows: Buffer[] = [];
  #next = 0;
  #heldBytes = 0;
  #ended = false;
  #paused = false;
  #discards = false;
  #wake: (() => void) | undefined = undefined;

  constructor(heldBytesMax = HELD_BYTES_MAX) {
    this.#heldBytesMax = heldBytesMax;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.definitions = definitions;
    this.fields = definitions.map(decodeColumnDefinition);
    this.format = format;
    this.#wakeUp();
  }

  rows(packets: Buffer): boolean {
    if (this.#discards) return true;
    this.#assembler.push(packets, (bytes, start, end) => {
      this.#rows.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start));
      this.#heldBytes += end - start;
    });
    this.#wakeUp();
    this.#paused = this.#heldBytes > this.#heldBytesMax;
    return !this.#paused;
  }

  end(ok: OkInfo, _more: boolean): void {
    this.ok = ok;
    this.#ended = true;
    this.#wakeUp();
  }

  error(_error: VtError): void {
    this.stop();
  }

  /** Nothing more comes. */
  stop(): void {
    this.#ended = true;
    this.#wakeUp();
  }

  /** Nothing more is wanted: what still comes is dropped. */
  discard(): void {
    this.#discards = true;
    this.#rows = [];
    this.#next = 0;
    this.#heldBytes = 0;
    if (this.#paused) {
      this.#paused = false;
      this.onDrain?.();
    }
  }

  /** Resolves when the columns are known, or nothing comes. */
  async waitForColumns(): Promise<void> {
    while (this.definitions.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Whether `peek` can say something now. */
  get ready(): boolean {
    return this.#ended || this.#next < this.#rows.length;
  }

  /** Resolves when `ready`. */
  async wait(): Promise<void> {
    while (!this.ready) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** The payload of the next row; undefined after the last. Only when `ready`. */
  peek(): Buffer | undefined {
    return this.#rows[this.#next];
  }

  take(): void {
    this.#heldBytes -= this.#rows[this.#next]?.length ?? 0;
    if (++this.#next === this.#rows.length) {
      this.#rows = [];
      this.#next = 0;
    }
    if (this.#paused && this.#heldBytes <= this.#heldBytesMax / 2) {
      this.#paused = false;
      this.onDrain?.();
    }
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
