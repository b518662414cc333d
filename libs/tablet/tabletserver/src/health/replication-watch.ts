/** How far a replica is behind, or why that cannot be said. */
export type ReplicationHealth = { readonly lagSeconds: number; readonly error?: string };

/** The port through which the query service learns of replication. */
export interface ReplicationProbe {
  poll(signal: AbortSignal): Promise<ReplicationHealth>;
}

/** What does not replicate is asked again after this: it serves as soon as it does. */
const RETRY_MS = 500;
const FIRST_MS = 50;

/** Asks at an interval while the tablet is a replica. */
export class ReplicationWatch {
  readonly #probe: ReplicationProbe;
  readonly #intervalMs: number;
  readonly #onResult: (health: ReplicationHealth) => void;
  #timer: NodeJS.Timeout | undefined;
  #isPolling = false;

  constructor(probe: ReplicationProbe, intervalMs: number, onResult: (health: ReplicationHealth) => void) {
    this.#probe = probe;
    this.#intervalMs = intervalMs;
    this.#onResult = onResult;
  }

  start(): void {
    if (this.#timer === undefined) this.#schedule(FIRST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#schedule(this.#intervalMs);
      void this.poll();
    }, ms).unref();
  }

  async poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const health = await this.#probe.poll(AbortSignal.timeout(this.#intervalMs)).catch(unknownHealth);
    this.#isPolling = false;
    this.#onResult(health);
    if (health.error !== undefined && this.#timer !== undefined) this.#schedule(RETRY_MS);
  }
}

function unknownHealth(error: unknown): ReplicationHealth {
  return { lagSeconds: 0, error: error instanceof Error ? error.message : String(error) };
}
