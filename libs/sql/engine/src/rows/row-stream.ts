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
  #rows: Buffer[] = [];
  #next = 0;
  #heldBytes = 0;
  #ended = false;
  #paused = false;
  #wake: (() => void) | undefined = undefined;

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.definitions = definitions;
    this.fields = definitions.map(decodeColumnDefinition);
    this.format = format;
  }

  rows(packets: Buffer): boolean {
    this.#assembler.push(packets, (bytes, start, end) => {
      this.#rows.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start));
      this.#heldBytes += end - start;
    });
    this.#wakeUp();
    this.#paused = this.#heldBytes > HELD_BYTES_MAX;
    return !this.#paused;
  }

  end(ok: OkInfo, _more: boolean): void {
    this.ok = ok;
    this.#ended = true;
    this.#wakeUp();
  }

  error(_error: VtError): void {
    this.#ended = true;
    this.#wakeUp();
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
    if (this.#paused && this.#heldBytes <= HELD_BYTES_MAX / 2) {
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
