/** What has packets to send. */
export interface Flushable {
  flush(): void;
}

/** Sends what was written in this turn of the event loop, once per connection, when the running callback is done. */
export class FlushQueue {
  #waiting: Flushable[] = [];
  readonly #run: () => void = () => this.#flushAll();

  add(item: Flushable): void {
    if (this.#waiting.length === 0) queueMicrotask(this.#run);
    this.#waiting.push(item);
  }

  #flushAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const item of waiting) item.flush();
  }
}
