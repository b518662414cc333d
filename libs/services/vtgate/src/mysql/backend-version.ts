import { collectResult } from '@vt/sqltypes';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';

const TIMEOUT_MS = 5_000;

/** `@@version` of a mysqld behind any primary that answers; undefined when none does. */
export async function backendVersion(gateway: TabletGateway, serving: ServingGraph): Promise<string | undefined> {
  for (const keyspace of serving.keyspaces()) {
    for (const { name } of serving.shards(keyspace, 'PRIMARY') ?? []) {
      const answer = collectResult({ rowsMax: 1 });
      const target = { keyspace, shard: name, tabletType: 'PRIMARY' } as const;
      try {
        await gateway.execute(target, versionCall, answer, AbortSignal.timeout(TIMEOUT_MS));
        const value = (await answer.result).rows[0]?.[0];
        if (value) return Buffer.from(value).toString();
      } catch {
        // Another shard may answer.
      }
    }
  }
  return undefined;
}

const versionCall = {
  sql: 'select @@version',
  binds: {},
  caller: { user: 'vtgate', groups: [], remote: '' },
  transactionId: 0n,
  reservedId: 0n,
  alias: undefined,
  begin: undefined,
  afterBegin: [],
  settings: [],
  reserve: false,
  workload: 'DBA',
  clientFoundRows: false,
  repeatable: true,
  wantsDiagnostics: false,
  timeoutMs: TIMEOUT_MS,
} as const;
