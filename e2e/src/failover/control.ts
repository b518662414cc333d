import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { makeClient, type Response, type ServiceClient } from '@vt/proto';
import { type TestCluster, waitFor } from '../harness/cluster.ts';

type Vtctld = 'vtctlservice.Vtctld';

/** One repair as vtorc tells it. */
export type Recovery = {
  readonly id: number;
  readonly problem: { readonly code: string; readonly alias: string };
  readonly startedAtMs: number;
  readonly outcome: string;
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
};

/** The cluster's control plane: vtctld and vtorc. */
export class Control {
  readonly #cluster: TestCluster;
  readonly vtctld: ServiceClient<Vtctld>;

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
    this.vtctld = makeClient(
      'vtctlservice.Vtctld',
      `127.0.0.1:${cluster.portBase + 999}`,
      credentials.createInsecure(),
    );
  }

  close(): void {
    this.vtctld.close();
  }

  async primaryUid(keyspace: string, shard: string): Promise<number> {
    const { shard: found } = await this.vtctld.unary('GetShard', { keyspace, shard_name: shard });
    return found?.shard?.primary_alias?.uid ?? 0;
  }

  planned(keyspace: string, shard: string): Promise<Response<Vtctld, 'PlannedReparentShard'>> {
    return this.vtctld.unary('PlannedReparentShard', { keyspace, shard });
  }

  async recoveries(): Promise<readonly Recovery[]> {
    return (await this.#get('/api/recoveries')) as readonly Recovery[];
  }

  async problems(): Promise<readonly { readonly Analysis: string; readonly Detail: string }[]> {
    return (await this.#get('/api/problems')) as readonly { Analysis: string; Detail: string }[];
  }

  /** Until nothing is wrong and every tablet of the shard answers. */
  async healthy(keyspace: string, shard: string, tablets: number, timeoutMs = 120_000): Promise<void> {
    let last = '';
    await waitFor(
      `${keyspace}/${shard} to be whole`,
      async () => {
        const problems = await this.problems();
        const state = (await this.#get('/api/database-state')) as readonly {
          Keyspace: string;
          Shard: string;
          Tablets: { Reachable: boolean | null }[];
        }[];
        const found = state.find((s) => s.Keyspace === keyspace && s.Shard === shard);
        last = problems.map((p) => `${p.Analysis}: ${p.Detail}`).join('; ');
        const isWhole = found?.Tablets.length === tablets && found.Tablets.every((t) => t.Reachable === true);
        return isWhole && problems.length === 0;
      },
      timeoutMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; ${last}`);
    });
  }

  /** The unix socket of a tablet's mysqld. */
  socket(uid: number): string {
    return join(this.#cluster.dir, `vt_${String(uid).padStart(10, '0')}`, 'mysql.sock');
  }

  async #get(path: string): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.#cluster.portBase + 1000}${path}`);
    return await answer.json();
  }
}
