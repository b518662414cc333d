import type { VEvent } from './events.ts';

/** Behind these a message may end: a transaction is not cut for nothing. */
const ENDING: ReadonlySet<VEvent['type']> = new Set(['COMMIT', 'COPY_COMPLETED', 'DDL', 'OTHER', 'VERSION']);
/** Of several transactions in one message. */
const EVENTS_MAX = 1_000;

/** Collects events into messages of about `bytesMax` bytes of rows. */
export class Packet {
  readonly #bytesMax: number;
  #events: VEvent[] = [];
  #bytes = 0;
  /** How many of the events are whole transactions, and the bytes of their rows. */
  #whole = 0;
  #wholeBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Gives the messages that are to be sent now, because they are full. @param bytes of an event that counts. */
  *add(event: VEvent, bytes = 0): Iterable<VEvent[]> {
    if (bytes > 0 && this.#bytes > 0 && this.#bytes + bytes > this.#bytesMax) {
      yield* this.whole();
      // What is left is of one transaction.
      if (this.#bytes > 0 && this.#bytes + bytes > this.#bytesMax) yield this.#take(this.#events.length);
    }
    // It says what time it is when nothing happens, and stands alone.
    if (event.type === 'HEARTBEAT') {
      yield* this.whole();
      return yield [event];
    }
    this.#events.push(event);
    this.#bytes += bytes;
    if (!ENDING.has(event.type)) return;
    this.#whole = this.#events.length;
    this.#wholeBytes = this.#bytes;
    if (this.#whole >= EVENTS_MAX) yield* this.whole();
  }

  /** What is whole, when nothing more is there now. */
  *whole(): Iterable<VEvent[]> {
    if (this.#whole > 0) yield this.#take(this.#whole);
  }

  #take(count: number): VEvent[] {
    const [taken, left] =
      count === this.#events.length ? [this.#events, []] : [this.#events.slice(0, count), this.#events.slice(count)];
    this.#events = left;
    this.#bytes -= left.length === 0 ? this.#bytes : this.#wholeBytes;
    this.#whole = 0;
    this.#wholeBytes = 0;
    return taken;
  }
}
