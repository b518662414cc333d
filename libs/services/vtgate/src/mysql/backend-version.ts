import { setTimeout as sleep } from 'node:timers/promises';
import { ownRead } from '../gateway/own-read.ts';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';

const TIMEOUT_MS = 5_000;
/** A new cluster has no primary when its gate starts. */
const UNKNOWN_RETRY_MS = 500;
/** Servers are upgraded one after the other, behind gates that run on. */
const KNOWN_CHECK_MS = 60_000;
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

/** Tells the version once it is known and whenever it has become another, until the signal. */
export async function followBackendVersion(
  gateway: TabletGateway,
  serving: ServingGraph,
  known: string | undefined,
  tell: (version: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let last = known; !signal.aborted; ) {
    await sleep(last === undefined ? UNKNOWN_RETRY_MS : KNOWN_CHECK_MS, undefined, { signal, ref: false }).catch(
      () => {},
    );
    const version = signal.aborted ? undefined : await backendVersion(gateway, serving);
    if (version !== undefined && version !== last) tell(version);
    last = version ?? last;
  }
}
