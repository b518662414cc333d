import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, waitFor } from '../harness/cluster.ts';
import type { Random } from '../harness/random.ts';
import type { MoveCluster } from './move-cluster.ts';

/** Between two looks for who died. */
const LOOK_MS = 100;
/** How long somebody stays dead, at most. */
const DEAD_MS_MAX = 2_000;
const ALL_UP_MS = 240_000;
/** On a busy machine processes take long to start: more of them are not dead at once, and seldom as many, or nothing would go on. */
const DEAD_MAX = 2;
const TOGETHER_ONE_IN = 4;

type Victim = { readonly name: string; pid(): number; start?: () => Promise<void> };

/** Kills processes of a cluster at random moments, and starts them again as a supervisor does; a mysqld is its tablet's business. */
export class Reaper {
  readonly #cluster: MoveCluster;
  readonly #places: readonly (readonly [string, string])[];
  readonly #victims: readonly Victim[];
  readonly #random: Random;
  readonly #betweenMs: number;
  readonly #stop = new AbortController();
  readonly #starting = new Set<string>();
  #isResting = true;
  #work: Promise<unknown> = Promise.resolve();
  readonly #failures: unknown[] = [];
  /** How often each was killed. */
  readonly deaths = new Map<string, number>();

  /** @param betweenMs between two deaths, on average */
  constructor(
    cluster: MoveCluster,
    places: readonly (readonly [keyspace: string, shard: string])[],
    random: Random,
    betweenMs: number,
  ) {
    this.#cluster = cluster;
    this.#places = places;
    this.#random = random;
    this.#betweenMs = betweenMs;
    this.#victims = victimsOf(cluster, places);
  }

  start(): void {
    this.#work = Promise.all([this.#kill(), this.#revive()]);
  }

  /** Everybody may die from now on. */
  strike(): void {
    this.#isResting = false;
  }

  /** Nobody dies until the next `strike`; returns when all are there again. */
  async rest(): Promise<void> {
    this.#isResting = true;
    for (const [keyspace, shard] of this.#places) {
      await waitFor(`${keyspace}/${shard} to be back`, () => this.#isBack(keyspace, shard), ALL_UP_MS);
    }
    await waitFor(
      'everybody to be back',
      async () => this.#starting.size === 0 && this.#dead().length === 0,
      ALL_UP_MS,
    );
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #isBack(keyspace: string, shard: string): Promise<boolean> {
    await this.#cluster.rowsOf(keyspace, shard, 'select 1');
    const response = await fetch(`http://${this.#cluster.tabletHttpAddress(keyspace, shard)}/debug/vars`);
    return response.ok;
  }

  #dead(): Victim[] {
    return this.#victims.filter(({ name, start }) => start && !this.#cluster.programs.isRunning(name));
  }

  async #kill(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(1 + this.#random.below(2 * this.#betweenMs), undefined, { signal }).catch(() => {});
      const victim = this.#victims[this.#random.below(this.#victims.length)];
      if (!victim || this.#isResting || signal.aborted || !this.#mayDie()) continue;
      const pid = victim.pid();
      if (pid === 0 || !isAlive(pid)) continue;
      process.kill(pid, 'SIGKILL');
      this.deaths.set(victim.name, (this.deaths.get(victim.name) ?? 0) + 1);
    }
  }

  #mayDie(): boolean {
    if (this.#starting.size === 0) return true;
    return this.#starting.size < DEAD_MAX && this.#random.below(TOGETHER_ONE_IN) === 0;
  }

  async #revive(): Promise<void> {
    const { signal } = this.#stop;
    const work = new Set<Promise<void>>();
    while (!signal.aborted) {
      for (const victim of this.#dead()) {
        if (this.#starting.has(victim.name)) continue;
        this.#starting.add(victim.name);
        const one = this.#startLater(victim).finally(() => {
          this.#starting.delete(victim.name);
          work.delete(one);
        });
        work.add(one);
      }
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    await Promise.all(work);
  }

  async #startLater({ start }: Victim): Promise<void> {
    await delay(this.#random.below(DEAD_MS_MAX), undefined, { signal: this.#stop.signal }).catch(() => {});
    if (this.#stop.signal.aborted) return;
    // A process that ends by itself when it starts is a finding.
    await start?.().catch((error: unknown) => this.#failures.push(error));
  }
}

function victimsOf(cluster: MoveCluster, places: readonly (readonly [string, string])[]): Victim[] {
  const { programs } = cluster;
  const program = (name: string, start: () => Promise<void>): Victim => ({
    name,
    pid: () => programs.pid(name),
    start,
  });
  return [
    program('vtctld', () => cluster.startVtctld()),
    program('vtgate', () => cluster.startGate()),
    ...places.flatMap(([keyspace, shard]) => [
      program(cluster.tabletName(keyspace, shard), () => cluster.startTablet(keyspace, shard)),
      { name: `mysqld of ${keyspace}/${shard}`, pid: () => mysqldOf(cluster, keyspace, shard) },
    ]),
  ];
}

/** 0 where none runs. A file that a dead one left may name a process of somebody else's by now. */
function mysqldOf(cluster: MoveCluster, keyspace: string, shard: string): number {
  try {
    const pid = cluster.mysqldPid(keyspace, shard);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster.dir) ? pid : 0;
  } catch {
    return 0;
  }
}
