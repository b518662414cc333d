import type { VtError } from '@vt/base';
import {
  decodeColumnDefinition,
  emptyOk,
  type Field,
  type OkInfo,
  type ResultSink,
  type RowFormat,
} from '@vt/sqltypes';
import { WaitingPackets } from './waiting-packets.ts';

const HELD_BYTES_MAX = 256 * 1024;

/** Rows that arrive from one shard, taken one at a time. Asks the shard to wait while much is held. */
export class RowStream implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  definitions: readonly Uint8Array[] = [];
  fields: readonly Field[] = [];
  format: RowFormat = 'text';
  ok: OkInfo = emptyOk;
  /** As bytes until they are taken: an object for each row would outlive the young ones, and lie about as garbage of the old. */
  readonly #held = new WaitingPackets();
  #row: Buffer | undefined;
  #ended = false;
  #paused = false;
  #discards = false;
  #wake: (() => void) | undefined = undefined;

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.definitions = definitions;
    this.fields = definitions.map(decodeColumnDefinition);
    this.format = format;
    this.#wakeUp();
  }

  rows(packets: Buffer): boolean {
    if (this.#discards) return true;
    this.#held.push(packets);
    this.#row ??= this.#held.shift();
    this.#wakeUp();
    this.#paused = this.#held.bytes > HELD_BYTES_MAX;
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
    this.#held.clear();
    this.#row = undefined;
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
    return this.#ended || this.#row !== undefined;
  }

  /** Resolves when `ready`. */
  async wait(): Promise<void> {
    while (!this.ready) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Whether what `peek` gives lies in memory that is used again. */
  get isTransient(): boolean {
    return this.#held.isTransient;
  }

  /** The payload of the next row; undefined after the last. Only when `ready`. Valid until control is given up after `take`. */
  peek(): Buffer | undefined {
    return this.#row;
  }

  take(): void {
    this.#row = this.#held.shift();
    if (this.#paused && this.#held.bytes <= HELD_BYTES_MAX / 2) {
      this.#paused = false;
      // INVARIANT: nothing is pushed before control is given up: it could lie where the row lay that was taken.
      queueMicrotask(() => this.onDrain?.());
    }
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
