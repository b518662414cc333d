import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';

/** Milliseconds that only count what can be held against others, and a deadline by them. */
export type Clock = {
  readonly now: () => number;
  /** Resolves when so many of the clock's milliseconds are over and all that had come by then was read; also when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

const TICK_MS = 50;
/** A tick that is later than this was late because this process got no processor: what is above does not count. */
const COUNTED_MS_MAX = 2 * TICK_MS;

/**
 * The time in which this process could have heard an answer. While its event loop stands still nobody's answer is read, however fast it came, and timers go off before it is: a deadline by
 * the clock on the wall would then say that others are silent.
 */
export class AwakeClock implements Clock {
  /** Of all ticks until the last one. */
  #countedMs = 0;
  #tickedMs = performance.now();

  /** Begins to tick; before that it stands still. */
  start(signal: AbortSignal): void {
    this.#tickedMs = performance.now();
    const timer = setInterval(() => this.#tick(), TICK_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  now(): number {
    return this.#countedMs + Math.min(performance.now() - this.#tickedMs, COUNTED_MS_MAX);
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const until = this.now() + ms;
    for (let left = ms; left > 0 && !signal.aborted; left = until - this.now()) {
      await delay(left, undefined, { signal }).catch(() => {});
    }
    // Sockets are read between a timer and the next turn, and what was read is taken up in the one after.
    await turn();
    await turn();
  }

  #tick(): void {
    this.#countedMs = this.now();
    this.#tickedMs = performance.now();
  }
}
