import { rowsHeaderBytes, writeRows, writeRowsHeader } from '@vt/proto/hot';
import { passedThrough } from '@vt/servenv';
import { joined, SLAB_BYTES_MAX, withHeadroom } from '@vt/sqltypes';
import type { ByteSender } from './byte-sender.ts';

/** Fewer bytes of rows are written at once; more may be the beginning of a long result, and wait for what follows. */
export const HELD_BYTES_MIN: number = 8 * 1024;
/** With so many there is no room for more in their slab, or hardly. */
const FULL_BYTES = SLAB_BYTES_MAX - 2 * 1024;
/** How long rows may wait for the ones that follow. */
const HELD_MS = 5;

/** Rows of one call that wait to go out together with those that follow them in memory. Only calls with long results have it. */
export class HeldRows {
  readonly #sender: ByteSender;
  readonly #id: number;
  #rows: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(sender: ByteSender, id: number) {
    this.#sender = sender;
    this.#id = id;
  }

  add(packets: Buffer): void {
    const both = this.#rows && joined(this.#rows, packets);
    if (!both) this.send();
    if (!both && packets.length < HELD_BYTES_MIN) return this.#copy(packets);
    this.#rows = both ?? packets;
    if (this.#rows.length >= FULL_BYTES) this.send();
    else this.#timer ??= setTimeout(this.#onTimer, HELD_MS);
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.send();
  };

  /** INVARIANT: before anything else that belongs to the call. */
  send(): void {
    const rows = this.#rows;
    if (rows === undefined) return;
    this.#rows = undefined;
    if (!this.#sender.isLarge(rows.length)) return this.#copy(rows);
    const message = withHeadroom(rows, rowsHeaderBytes(this.#id));
    if (message) writeRowsHeader(message, this.#id);
    else writeRows(this.#sender.writer, this.#id, rows, false);
    this.#sender.sendApart(message ?? rows);
  }

  #copy(packets: Buffer): void {
    passedThrough(packets.length);
    writeRows(this.#sender.writer, this.#id, packets, true);
    this.#sender.written();
  }

  /** Nothing follows, and nobody wants what waits. */
  drop(): void {
    this.#rows = undefined;
    clearTimeout(this.#timer);
  }
}
