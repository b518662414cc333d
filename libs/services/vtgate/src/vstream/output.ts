import type { MessageInput } from '@vt/proto';

export type OutEvent = MessageInput<'binlogdata.VEvent'>;

/** What one sender sends without others between. */
export interface Turn {
  /** Resolves when the consumer has taken it. */
  send(events: readonly OutEvent[]): Promise<void>;
}

/**
 * Where the streams of all shards become one. One sender has its turn at a time, and a message is waiting at most: who sends faster than the
 * consumer reads, waits.
 */
export class Output {
  #turns: Promise<void> = Promise.resolve();
  #message: { readonly events: readonly OutEvent[]; readonly taken: () => void } | undefined;
  #wake: (() => void) | undefined;
  #ended = false;
  #error: unknown;

  /** Runs `work` when all turns before it are over. */
  async turn<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const before = this.#turns;
    let over = (): void => {};
    this.#turns = new Promise((resolve) => {
      over = resolve;
    });
    try {
      await before;
      return await work({ send: (events) => this.#send(events) });
    } finally {
      over();
    }
  }

  #send(events: readonly OutEvent[]): Promise<void> {
    if (events.length === 0 || this.#ended) return Promise.resolve();
    return new Promise((taken) => {
      this.#message = { events, taken };
      this.#wake?.();
    });
  }

  /** No more will come; the first reason counts. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#message?.taken();
    this.#wake?.();
  }

  /** The next message; undefined at the end; 'idle' when none came for so long. */
  async next(idleMs: number): Promise<readonly OutEvent[] | 'idle' | undefined> {
    for (;;) {
      // What was sent before the end is still handed on.
      const message = this.#message;
      if (message) {
        this.#message = undefined;
        message.taken();
        return message.events;
      }
      if (this.#ended) {
        if (this.#error !== undefined) throw this.#error;
        return undefined;
      }
      if (!(await this.#arrival(idleMs))) return 'idle';
    }
  }

  #arrival(idleMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = idleMs > 0 ? setTimeout(() => wake(false), idleMs) : undefined;
      const wake = (came: boolean): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(came);
      };
      this.#wake = () => wake(true);
    });
  }
}
