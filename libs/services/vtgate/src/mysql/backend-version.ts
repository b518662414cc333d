import { ownRead } from '../gateway/own-read.ts';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';

const TIMEOUT_MS = 5_000;
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
