import { VtError } from '@vt/base';

/** So many at a time; others wait, in the order in which they came. */
export class Turns {
  #left: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#left = count;
  }

  /** Resolves when it is one's turn, which `give` ends. @throws why the signal was aborted; 3024 when `timeoutMs` are over. */
  async take(signal: AbortSignal, timeoutMs: number | undefined): Promise<void> {
    if (this.#left > 0) {
      this.#left--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        end();
        resolve();
      };
      const giveUp = (why: unknown): void => {
        end();
        reject(why);
      };
      const onAbort = (): void => giveUp(signal.reason);
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => giveUp(tooLate()), timeoutMs);
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(turn);
      };
      this.#waiting.add(turn);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }

  give(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#left++;
  }
}

function tooLate(): VtError {
  const message =
    'Query execution was interrupted, maximum statement execution time exceeded (it waited for its turn on a scratch server, see --scratch-concurrency)';
  return new VtError({ code: 'DEADLINE_EXCEEDED', errno: 3024, state: 'HY000', message });
}
