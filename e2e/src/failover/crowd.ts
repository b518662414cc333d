import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@vt/mysql/testing';
import type { Connection } from 'mysql2/promise';
import type { TestCluster } from '../harness/cluster.ts';
import { Programs } from '../harness/programs.ts';
import type { MoreControl } from './control.ts';

type One = { readonly name: string; kill(): Promise<void>; revive(): Promise<void> };

const CELL = 'zone1';
/** How long one of them lies dead, at the most; and how long all live, between two deaths. */
const DEAD_MS_MAX = 2_000;
const CALM_MS_MAX = 1_500;

/** What a cluster can have several of, beside what it was started with: another vtctld, another vtorc, two more gates; each of them can die at any time. */
export class Crowd {
  readonly #cluster: TestCluster;
  readonly #programs = new Programs();
  readonly #ones: One[] = [];
  readonly more: MoreControl;
  /** MySQL ports of all gates. */
  readonly gates: readonly number[];
  #nextGate = 0;

  private constructor(cluster: TestCluster, more: MoreControl, gates: readonly number[]) {
    this.#cluster = cluster;
    this.more = more;
    this.gates = [cluster.mysqlPort, ...gates];
  }

  static async start(cluster: TestCluster): Promise<Crowd> {
    const [http1, http2, http3, vtctld, vtorc, gate2, gate3] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    );
    const [second, third] = [gate2 as number, gate3 as number];
    const crowd = new Crowd(cluster, { vtctlds: [vtctld as number], vtorcs: [vtorc as number] }, [second, third]);
    for (const name of ['topo', 'vtctld', 'vtgate', 'vtorc']) await crowd.#adopt(name);
    const topo = [
      ...['--topo-implementation', 'etcd2', '--topo-global-server-address', `127.0.0.1:${cluster.portBase + 379}`],
      ...['--topo-global-root', '/vitess/global', '--cell', CELL],
    ];
    const gate = (port: number): string[] => [
      ...topo,
      ...['--cells-to-watch', CELL, '--mysql-server-port', String(port), '--mysql-server-bind-address', '127.0.0.1'],
      ...['--mysql-auth-server-impl', 'none', '--enable-buffer', '--buffer-min-time-between-failovers', '0s'],
    ];
    await crowd.#add('vtctld-2', 'vtctld', http1 as number, [...topo, '--grpc-port', String(vtctld)]);
    await crowd.#add('vtorc-2', 'vtorc', vtorc as number, [...topo, '--enable-primary-disk-stalled-recovery']);
    await crowd.#add('vtgate-2', 'vtgate', http2 as number, gate(second));
    await crowd.#add('vtgate-3', 'vtgate', http3 as number, gate(third));
    return crowd;
  }

  /**
   * One that `vt up` started. It comes back without `vt`, which does one thing at a time: while it brings a tablet back, which waits for the topology, it could not bring the topology
   * back.
   */
  async #adopt(name: string): Promise<void> {
    const { pid, ports } = await this.#cluster.processNamed(name);
    const [file = '', ...argv] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    const address = `http://127.0.0.1:${ports?.['http'] ?? ports?.['grpc']}`;
    const ready = file.endsWith('etcd') ? `${address}/health` : `${address}/debug/vars`;
    const cluster = this.#cluster;
    let isAdopted = false;
    this.#ones.push({
      name,
      kill: () => (isAdopted ? this.#programs.kill(name) : cluster.kill9(name)),
      revive: async () => {
        isAdopted = true;
        await this.#programs.startOther(name, file, argv, ready);
      },
    });
  }

  async #add(name: string, app: string, port: number, args: readonly string[]): Promise<void> {
    const revive = (): Promise<void> => this.#programs.start(name, app, port, args);
    await revive();
    this.#ones.push({ name, kill: () => this.#programs.kill(name), revive });
  }

  /** A connection to a gate, as clients that know several make it: the next one that answers. */
  async connect(database?: string): Promise<Connection> {
    let failure: unknown;
    for (let i = 0; i < this.gates.length; i++) {
      const port = this.gates[this.#nextGate++ % this.gates.length] as number;
      try {
        return await this.#cluster.connect(database, port);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** Kills one after the other and brings it back, until the signal aborts. Returns how often each died. */
  async die(random: () => number, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const deaths = new Map<string, number>();
    while (!signal.aborted) {
      const one = this.#ones[Math.floor(random() * this.#ones.length)] as One;
      deaths.set(one.name, (deaths.get(one.name) ?? 0) + 1);
      await one.kill();
      await pause(random() * DEAD_MS_MAX);
      await one.revive();
      await pause(random() * CALM_MS_MAX, undefined, { signal }).catch(() => {});
    }
    return deaths;
  }

  /** The topology is away for a time. */
  async withoutTopology(ms: number): Promise<void> {
    const topo = this.#ones.find(({ name }) => name === 'topo');
    await topo?.kill();
    await pause(ms);
    await topo?.revive();
  }

  async stop(): Promise<void> {
    await this.#programs.close();
  }
}
