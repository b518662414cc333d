import { VtError } from '@vt/base';
import type { VEvent } from '../source/source.ts';

export type RelayLimits = { readonly bytesMax: number; readonly itemsMax: number };

const EVENT_BYTES = 100;

/** Reads a stream ahead of who applies it, up to a limit. */
export class RelayLog {
  readonly #limits: RelayLimits;
  readonly #abort = new AbortController();
  #events: VEvent[] = [];
  #bytes = 0;
  #ended = false;
  #error: unknown;
  #arrived: (() => void) | undefined;
  #taken: (() => void) | undefined;

  constructor(
    open: (signal: AbortSignal) => AsyncIterable<readonly VEvent[]>,
    limits: RelayLimits,
    signal: AbortSignal,
  ) {
    this.#limits = limits;
    const end = () => this.#abort.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    void this.#read(open(this.#abort.signal)).finally(() => signal.removeEventListener('abort', end));
  }

  async #read(stream: AsyncIterable<readonly VEvent[]>): Promise<void> {
    try {
      for await (const events of stream) {
        for (const event of events) {
          this.#events.push(event);
          this.#bytes += bytesOf(event);
        }
        this.#arrived?.();
        while (this.#isFull && !this.#abort.signal.aborted) {
          await new Promise<void>((resolve) => {
            this.#taken = resolve;
          });
        }
        if (this.#abort.signal.aborted) break;
      }
      this.#error = new VtError({ code: 'UNAVAILABLE', message: 'the stream from the source ended' });
    } catch (error) {
      this.#error = error;
    }
    this.#ended = true;
    this.#arrived?.();
  }

  get #isFull(): boolean {
    return this.#bytes > this.#limits.bytesMax || this.#events.length > this.#limits.itemsMax;
  }

  /** All that has come; undefined when nothing does for so long. Throws what ended the stream, once all was taken. */
  async next(timeoutMs: number): Promise<readonly VEvent[] | undefined> {
    if (this.#events.length === 0 && !this.#ended) await this.#arrival(timeoutMs);
    if (this.#events.length === 0) {
      if (this.#ended) throw this.#error;
      return undefined;
    }
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    this.#taken?.();
    return events;
  }

  #arrival(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(), timeoutMs);
      const done = () => {
        clearTimeout(timer);
        this.#arrived = undefined;
        resolve();
      };
      this.#arrived = done;
    });
  }

  close(): void {
    this.#abort.abort();
    this.#taken?.();
  }
}

function bytesOf({ row_event: rows }: VEvent): number {
  if (!rows) return EVENT_BYTES;
  return rows.row_changes.reduce(
    (sum, { before, after }) => sum + (before?.values.length ?? 0) + (after?.values.length ?? 0),
    EVENT_BYTES,
  );
}
