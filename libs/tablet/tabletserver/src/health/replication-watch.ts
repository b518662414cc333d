/** How far a replica is behind, or why that cannot be said. */
export type ReplicationHealth = { readonly lagSeconds: number; readonly error?: string };

/** The port through which the query service learns of replication. */
export interface ReplicationProbe {
  poll(signal: AbortSignal): Promise<ReplicationHealth>;
}

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
    this.#timer ??= setInterval(() => void this.poll(), this.#intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async poll(): Promise<void> {
    if (this.#isPolling) return;
    this.#isPolling = true;
    try {
      this.#onResult(await this.#probe.poll(AbortSignal.timeout(this.#intervalMs)));
    } catch (error) {
      this.#onResult({ lagSeconds: 0, error: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#isPolling = false;
    }
  }
}
