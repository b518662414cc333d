import type { VEvent } from './events.ts';

/** Events that end a message: a transaction is told whole as soon as it is whole. */
const ENDING: ReadonlySet<VEvent['type']> = new Set([
  'COMMIT',
  'COPY_COMPLETED',
  'DDL',
  'HEARTBEAT',
  'OTHER',
  'VERSION',
]);

/** Collects events into messages of about `bytesMax` bytes of rows. */
export class Packet {
  readonly #bytesMax: number;
  #events: VEvent[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Gives the messages that are to be sent now. @param bytes of an event that counts. */
  *add(event: VEvent, bytes = 0): Iterable<VEvent[]> {
    if (bytes > 0 && this.#bytes > 0 && this.#bytes + bytes > this.#bytesMax) yield this.#take();
    this.#events.push(event);
    this.#bytes += bytes;
    if (ENDING.has(event.type)) yield this.#take();
  }

  #take(): VEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }
}
