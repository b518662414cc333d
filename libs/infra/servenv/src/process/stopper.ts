import type { Logger } from '../log/logger.ts';
import type { StopHook } from './service-env.ts';

type Named = { readonly name: string; readonly hook: StopHook };

/** The hooks of one process, run at most once each, bounded in time; a failing hook is logged and does not hold up the rest. */
export class StopHooks {
  readonly #log: Logger;
  readonly #onTerm: Named[] = [];
  readonly #onClose: Named[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  onTerm(name: string, hook: StopHook): void {
    this.#onTerm.push({ name, hook });
  }

  onClose(name: string, hook: StopHook): void {
    this.#onClose.push({ name, hook });
  }

  /** All at once. */
  async drain(timeoutMs: number): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    await Promise.all(this.#onTerm.splice(0).map((named) => this.#run(named, signal)));
  }

  /** One after the other, the last added first. */
  async release(timeoutMs: number): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (const named of this.#onClose.splice(0).reverse()) await this.#run(named, signal);
  }

  async #run({ name, hook }: Named, signal: AbortSignal): Promise<void> {
    let late: () => void = () => undefined;
    const timeout = new Promise<'late'>((resolve) => {
      late = () => resolve('late');
      if (signal.aborted) late();
      else signal.addEventListener('abort', late, { once: true });
    });
    try {
      const result = await Promise.race([Promise.resolve(hook(signal)), timeout]);
      if (result === 'late') this.#log.warn({ hook: name }, 'a stop hook did not end in time');
    } catch (error) {
      this.#log.error({ err: error, hook: name }, 'a stop hook failed');
    } finally {
      signal.removeEventListener('abort', late);
    }
  }
}
