import { VtError } from '@vt/base';
import type { Caller } from '@vt/proto/hot';

export type TransactionLimiterOptions = {
  readonly enabled: boolean;
  readonly dryRun: boolean;
  /** Share of the transaction pool that one caller may have. */
  readonly share: number;
  readonly byUsername: boolean;
  readonly byPrincipal: boolean;
  readonly byComponent: boolean;
  readonly bySubcomponent: boolean;
};

/** No caller takes all transactions for itself. */
export class TransactionLimiter {
  readonly #options: TransactionLimiterOptions;
  readonly #max: number;
  readonly #open = new Map<string, number>();
  readonly #onRejected: (key: string) => void;

  constructor(options: TransactionLimiterOptions, poolSize: number, onRejected: (key: string) => void = () => {}) {
    this.#options = options;
    this.#max = Math.max(1, Math.floor(poolSize * options.share));
    this.#onRejected = onRejected;
  }

  /** A place for one more transaction of the caller; call the result when it is over. @throws VtError RESOURCE_EXHAUSTED. */
  enter(caller: Caller): () => void {
    const { enabled, dryRun } = this.#options;
    if (!enabled && !dryRun) return nothing;
    const key = this.#keyOf(caller);
    const count = this.#open.get(key) ?? 0;
    if (count >= this.#max) {
      this.#onRejected(key);
      if (enabled) {
        throw new VtError({
          code: 'RESOURCE_EXHAUSTED',
          message: 'per-user transaction pool connection limit exceeded',
        });
      }
    }
    this.#open.set(key, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }

  #keyOf({ immediate, effective }: Caller): string {
    const { byUsername, byPrincipal, byComponent, bySubcomponent } = this.#options;
    return [
      byUsername ? (immediate?.username ?? '') : '',
      byPrincipal ? (effective?.principal ?? '') : '',
      byComponent ? (effective?.component ?? '') : '',
      bySubcomponent ? (effective?.subcomponent ?? '') : '',
    ].join('/');
  }

  get open(): ReadonlyMap<string, number> {
    return this.#open;
  }
}

const nothing = (): void => {};
