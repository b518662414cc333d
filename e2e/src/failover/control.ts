import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { type MethodsOfKind, makeClient, type RequestInput, type Response, type ServiceClient } from '@vt/proto';
import { type TestCluster, waitFor } from '../harness/cluster.ts';

type Vtctld = 'vtctlservice.Vtctld';

const UNAVAILABLE = 14;
const ACCOUNT_MAX = 3;

/** One repair as vtorc tells it. */
export type Recovery = {
  readonly id: string;
  readonly problem: { readonly code: string; readonly alias: string };
  readonly startedAtMs: number;
  readonly outcome: string;
  readonly steps: readonly { readonly atMs: number; readonly text: string }[];
};

/** Ports of vtctlds (gRPC) and vtorcs (HTTP) beside the cluster's own. */
export type MoreControl = { readonly vtctlds: readonly number[]; readonly vtorcs: readonly number[] };

/** The cluster's control plane: its vtctlds and vtorcs, of which any that answers will do. */
export class Control {
  readonly #cluster: TestCluster;
  readonly #vtctlds: readonly ServiceClient<Vtctld>[];
  readonly #vtorcs: readonly number[];

  constructor(cluster: TestCluster, more: MoreControl = { vtctlds: [], vtorcs: [] }) {
    this.#cluster = cluster;
    this.#vtctlds = [cluster.portBase + 999, ...more.vtctlds].map((port) =>
      makeClient('vtctlservice.Vtctld', `127.0.0.1:${port}`, credentials.createInsecure()),
    );
    this.#vtorcs = [cluster.portBase + 1000, ...more.vtorcs];
  }

  close(): void {
    for (const vtctld of this.#vtctlds) vtctld.close();
  }

  /** Asks the first vtctld that can be reached. */
  async #ask<M extends MethodsOfKind<Vtctld, 'unary'>>(
    method: M,
    request: RequestInput<Vtctld, M>,
  ): Promise<Response<Vtctld, M>> {
    let failure: unknown;
    for (const vtctld of this.#vtctlds) {
      try {
        return await vtctld.unary(method, request);
      } catch (error) {
        if ((error as { code?: number }).code !== UNAVAILABLE) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  async primaryUid(keyspace: string, shard: string): Promise<number> {
    const { shard: found } = await this.#ask('GetShard', { keyspace, shard_name: shard });
    return found?.shard?.primary_alias?.uid ?? 0;
  }

  /** @param uid the tablet that is to become primary; absent: vtctld chooses */
  async planned(keyspace: string, shard: string, uid?: number): Promise<Response<Vtctld, 'PlannedReparentShard'>> {
    const { tablets } = await this.#ask('GetTablets', { keyspace, shard });
    const new_primary = tablets.find(({ alias }) => alias?.uid === uid)?.alias ?? null;
    return await this.#ask('PlannedReparentShard', { keyspace, shard, new_primary });
  }

  async uids(keyspace: string, shard: string): Promise<readonly number[]> {
    const { tablets } = await this.#ask('GetTablets', { keyspace, shard });
    return tablets.flatMap(({ alias }) => alias?.uid ?? []);
  }

  /** A tablet of the shard that is not primary, and not this one. */
  async replicaUid(keyspace: string, shard: string, not?: number): Promise<number> {
    const primary = await this.primaryUid(keyspace, shard);
    const found = (await this.uids(keyspace, shard)).find((uid) => uid !== primary && uid !== not);
    if (found === undefined) throw new Error(`${keyspace}/${shard} has no such replica`);
    return found;
  }

  /** The folder of a tablet. */
  folder(uid: number): string {
    return join(this.#cluster.dir, `vt_${String(uid).padStart(10, '0')}`);
  }

  get ports(): { readonly base: number; readonly topo: number } {
    const { portBase: base } = this.#cluster;
    return { base, topo: base + 379 };
  }

  async recoveries(): Promise<readonly Recovery[]> {
    return (await this.#get('/api/recoveries')) as readonly Recovery[];
  }

  /** What vtorc sees now, and what it did last: for the message of a run that waited for it in vain. */
  async account(): Promise<string> {
    const [problems, recoveries] = await Promise.all([this.problems(), this.recoveries()]);
    const last = recoveries.toSorted((a, b) => b.startedAtMs - a.startedAtMs).slice(0, ACCOUNT_MAX);
    return JSON.stringify({ problems, last });
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
    return join(this.folder(uid), 'mysql.sock');
  }

  /** From the first vtorc that can be reached. */
  async #get(path: string): Promise<unknown> {
    let failure: unknown;
    for (const port of this.#vtorcs) {
      try {
        return await (await fetch(`http://127.0.0.1:${port}${path}`)).json();
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}
