import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@vt/mysql/testing';
import { isAlive, type TestCluster, waitFor } from '../harness/cluster.ts';
import { Programs } from '../harness/programs.ts';
import type { MoreControl } from './control.ts';

type One = {
  readonly name: string;
  pid(): number;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  revive(): Promise<void>;
};

/** What is done to one of them: it stands still for a while, is killed and comes back after a while, or is stopped in good order and started. */
const STRIKES = ['freeze', 'kill', 'restart'] as const;
type Strike = (typeof STRIKES)[number];

/** When one of them was not what its clients could count on. */
export type Outage = {
  readonly name: string;
  readonly strike: Strike;
  readonly fromMs: number;
  /** Infinity: not over. */
  readonly toMs: number;
};

/** A gate, and where clients find it. */
export type Gate = { readonly name: string; readonly port: number };

const CELL = 'zone1';
/** How long one of them lies dead or stands still, at the most; and how long all live, between two strikes. */
const DEAD_MS_MAX = 2_000;
const STILL_MS_MAX = 4_000;
const CALM_MS_MAX = 1_500;

/** What a cluster can have several of, beside what it was started with: another vtctld, another vtorc, two more gates; each of them can die at any time. */
export class Crowd {
  readonly #cluster: TestCluster;
  readonly #programs = new Programs();
  readonly #ones: One[] = [];
  readonly more: MoreControl;
  readonly gates: readonly Gate[];
  readonly outages: Outage[] = [];

  private constructor(cluster: TestCluster, more: MoreControl, gates: readonly Gate[]) {
    this.#cluster = cluster;
    this.more = more;
    this.gates = [{ name: 'vtgate', port: cluster.mysqlPort }, ...gates];
  }

  static async start(cluster: TestCluster): Promise<Crowd> {
    const [http1, http2, http3, vtctld, vtorc, gate2, gate3] = await Promise.all(
      Array.from({ length: 7 }, () => freePort()),
    );
    const [second, third] = [gate2 as number, gate3 as number];
    const crowd = new Crowd(cluster, { vtctlds: [vtctld as number], vtorcs: [vtorc as number] }, [
      { name: 'vtgate-2', port: second },
      { name: 'vtgate-3', port: third },
    ]);
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
    const own = this.#own(name, () => this.#programs.startOther(name, file, argv, ready));
    const first = pid ?? 0;
    let isAdopted = false;
    this.#ones.push({
      ...own,
      pid: () => (isAdopted ? own.pid() : first),
      end: async (signal) => {
        if (isAdopted) return await own.end(signal);
        process.kill(first, signal);
        await waitFor(`${name} to be gone`, async () => !isAlive(first));
      },
      revive: async () => {
        isAdopted = true;
        await own.revive();
      },
    });
  }

  async #add(name: string, app: string, port: number, args: readonly string[]): Promise<void> {
    const revive = (): Promise<void> => this.#programs.start(name, app, port, args);
    await revive();
    this.#ones.push(this.#own(name, revive));
  }

  /** One that this process started. */
  #own(name: string, revive: () => Promise<void>): One {
    const programs = this.#programs;
    return {
      name,
      pid: () => programs.pid(name),
      end: (signal) => (signal === 'SIGKILL' ? programs.kill(name) : programs.stop(name)),
      revive,
    };
  }

  /** Strikes one after the other, until the signal aborts. Returns how often each was struck. */
  async die(random: () => number, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    while (!signal.aborted) {
      const one = this.#ones[Math.floor(random() * this.#ones.length)] as One;
      const strike = STRIKES[Math.floor(random() * STRIKES.length)] as Strike;
      const what = `${one.name} ${strike}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
      const outage = { name: one.name, strike, fromMs: Date.now() };
      const at = this.outages.push({ ...outage, toMs: Number.POSITIVE_INFINITY }) - 1;
      await this.#strike(one, strike, random);
      this.outages[at] = { ...outage, toMs: Date.now() };
      await pause(random() * CALM_MS_MAX, undefined, { signal }).catch(() => {});
    }
    return counts;
  }

  async #strike(one: One, strike: Strike, random: () => number): Promise<void> {
    if (strike === 'freeze') {
      const pid = one.pid();
      process.kill(pid, 'SIGSTOP');
      try {
        await pause(random() * STILL_MS_MAX);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      return;
    }
    await one.end(strike === 'kill' ? 'SIGKILL' : 'SIGTERM');
    if (strike === 'kill') await pause(random() * DEAD_MS_MAX);
    await one.revive();
  }

  /** The topology is away for a time. */
  async withoutTopology(ms: number): Promise<void> {
    const topo = this.#ones.find(({ name }) => name === 'topo');
    await topo?.end('SIGKILL');
    await pause(ms);
    await topo?.revive();
  }

  async stop(): Promise<void> {
    await this.#programs.close();
  }
}
