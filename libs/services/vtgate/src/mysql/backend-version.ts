import { ownRead } from '../gateway/own-read.ts';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';

const TIMEOUT_MS = 5_000;
/** A new cluster has no primary when its gate starts. */
const UNKNOWN_RETRY_MS = 500;
const read = { sql: 'select @@version', user: 'vtgate', rowsMax: 1, timeoutMs: TIMEOUT_MS } as const;

/** `@@version` of a mysqld behind any primary that answers; undefined when none does. */
export async function backendVersion(gateway: TabletGateway, serving: ServingGraph): Promise<string | undefined> {
  for (const keyspace of serving.keyspaces()) {
    for (const { name } of serving.shards(keyspace, 'PRIMARY') ?? []) {
      const target = { keyspace, shard: name, tabletType: 'PRIMARY' } as const;
      try {
        const [row] = await ownRead(gateway, target, read, AbortSignal.timeout(TIMEOUT_MS));
        const value = row?.[0];
        if (value) return Buffer.from(value).toString();
      } catch {
        // Another shard may answer.
      }
    }
  }
  return undefined;
}

/** Calls its listener whenever a primary begins to serve: a mysqld that was upgraded, or another one, is behind it then. Returns what ends that. */
export type OnPrimary = (listener: () => void) => () => void;

/** Tells the version once it is known and whenever it has become another, until the signal. */
export async function followBackendVersion(
  gateway: TabletGateway,
  serving: ServingGraph,
  known: string | undefined,
  tell: (version: string) => void,
  onPrimary: OnPrimary,
  signal: AbortSignal,
): Promise<void> {
  const due = new Due(signal);
  const end = onPrimary(() => due.now());
  for (let last = known; !signal.aborted; ) {
    await due.wait(last === undefined ? UNKNOWN_RETRY_MS : undefined);
    const version = signal.aborted ? undefined : await backendVersion(gateway, serving);
    if (version !== undefined && version !== last) tell(version);
    last = version ?? last;
  }
  end();
}

/** INVARIANT: what becomes due while nobody waits is not forgotten. */
class Due {
  #isDue = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.now(), { once: true });
  }

  now(): void {
    this.#isDue = true;
    this.#wake?.();
  }

  /** Until it is due, or so much time has passed. */
  async wait(ms: number | undefined): Promise<void> {
    if (!this.#isDue) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, ms).unref();
      });
      clearTimeout(timer);
    }
    this.#isDue = false;
  }
}
