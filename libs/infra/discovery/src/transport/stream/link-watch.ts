export type LinkWatchEvents = {
  /** Whether an answer is awaited: who waits for nothing need not be told anything. */
  isWaiting(): boolean;
  /** How many bytes the kernel has taken so far, while others still wait for it; undefined: none wait. That it takes more tells that the other side does. */
  taken(): number | undefined;
  ask(): void;
  lost(): void;
};

/**
 * Finds out that a connection carries nothing any more, which a network that drops packets does not say, nor the kernel for a quarter of an hour while bytes are on
 * their way: after one span of silence the other side is asked, after another it is lost. Time in which this process stood still is one span at most, whatever its length.
 */
export class LinkWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #events: LinkWatchEvents;
  #heard = true;
  #asked = false;
  #stopped = false;
  #taken: number | undefined;

  constructor(quietMs: number, events: LinkWatchEvents) {
    this.#events = events;
    this.#timer = setInterval(() => this.#look(), quietMs);
    this.#timer.unref();
  }

  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  #look(): void {
    const { isWaiting, taken, ask, lost } = this.#events;
    const before = this.#taken;
    this.#taken = taken();
    const isMoving = this.#taken !== undefined && this.#taken !== before;
    if (this.#heard || isMoving || !isWaiting()) {
      this.#heard = false;
      this.#asked = false;
    } else if (this.#asked) {
      // After what this process has not read yet.
      setImmediate(() => {
        if (!this.#heard && !this.#stopped) lost();
      });
    } else {
      this.#asked = true;
      ask();
    }
  }
}
