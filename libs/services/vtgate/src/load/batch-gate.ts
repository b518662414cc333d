import type { LocalInfileReceiver } from '@vt/mysql';

/** Bytes that may wait; the client is stopped then, and what is on its way still comes. */
const WAITING_BYTES_MAX = 256 * 1024;

/** Brings a client's file to who reads it: in order, no faster than it is read, and to its end also when nobody wants it any more. */
export class BatchGate {
  #waiting: Buffer[] = [];
  #bytes = 0;
  #ended = false;
  #unwanted = false;
  #wake: (() => void) | undefined;
  readonly #signal: AbortSignal;
  #resume: (() => void) | undefined;
  readonly #over: Promise<void>;
  #setOver: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#over = new Promise((resolve) => {
      this.#setOver = resolve;
    });
  }

  readonly receiver: LocalInfileReceiver = {
    data: (chunk, resume) => {
      if (this.#unwanted) return true;
      this.#waiting.push(Buffer.from(chunk));
      this.#bytes += chunk.length;
      this.#wake?.();
      if (this.#bytes < WAITING_BYTES_MAX) return true;
      this.#resume = resume;
      return false;
    },
    end: () => this.#end(),
    gone: () => this.#end(),
  };

  #end(): void {
    this.#ended = true;
    this.#wake?.();
    this.#setOver();
  }

  /** The file's pieces; undefined, last: its end. Throws what the work is stopped for: a file that is not whole has no end. */
  async *chunks(): AsyncGenerator<Buffer | undefined> {
    for (;;) {
      this.#signal.throwIfAborted();
      if (this.#waiting.length > 0) {
        const all = this.#waiting;
        this.#waiting = [];
        this.#bytes = 0;
        yield Buffer.concat(all);
        this.#goOn();
      } else if (this.#ended) return yield undefined;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #goOn(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /**
   * INVARIANT: the client hears an answer only behind its file's last byte, so that of a failure, and of KILL QUERY, it is told when all has come:
   * what is sent to it earlier is no answer to it, and its connection is lost.
   */
  async whole(work: () => Promise<void>): Promise<void> {
    const stop = () => {
      this.#unwant();
      // It does not wait for the rest: what it has locked is free now.
      this.#wake?.();
    };
    this.#signal.addEventListener('abort', stop, { once: true });
    try {
      await work();
    } finally {
      this.#unwant();
      await this.#over;
      this.#signal.removeEventListener('abort', stop);
    }
    this.#signal.throwIfAborted();
  }

  #unwant(): void {
    this.#unwanted = true;
    this.#waiting = [];
    this.#bytes = 0;
    this.#goOn();
  }
}
