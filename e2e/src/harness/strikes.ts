import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessStatus, TestCluster } from './cluster.ts';
import { waitFor } from './cluster.ts';
import { Random } from './random.ts';

export type StrikesOptions = {
  readonly kills: number;
  /** Processes that stand still for a while, among the kills. */
  readonly freezes: number;
  readonly seed: number;
  readonly log: (line: string) => void;
  /** Work that was acknowledged so far: the next strike waits until there is more. */
  readonly acknowledged: () => number;
};

const BETWEEN_STRIKES_MS = 700;
/** Long enough for others to give up on one that stands still. */
const FREEZE_MS_MAX = 15_000;
const PROGRESS_MS = 120_000;
/** Struck in turn, so that few strikes are of all kinds. */
const KINDS = ['vttablet', 'mysqld', 'vtgate'] as const;

/** Gates, tablets and mysqlds of a cluster die and are started again, or stand still and go on, as a seed decides. */
export class Strikes {
  readonly #cluster: TestCluster;
  readonly #options: StrikesOptions;
  #hurried = false;

  constructor(cluster: TestCluster, options: StrikesOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Resolves when all are done and work goes on. */
  async run(): Promise<{ readonly kills: number; readonly freezes: number }> {
    const { kills, freezes, seed } = this.#options;
    const random = new Random(seed);
    const done = { kills: 0, freezes: 0 };
    for (let left = kills + freezes; left > 0 && !this.#hurried; left--) {
      const what = random.below(left) < kills - done.kills ? 'kills' : 'freezes';
      await this.#strike(what, random, done.kills + done.freezes);
      done[what]++;
    }
    await this.#progress();
    return done;
  }

  /** No more of them. */
  hurry(): void {
    this.#hurried = true;
  }

  async #strike(what: 'kills' | 'freezes', random: Random, number: number): Promise<void> {
    await sleep(random.below(BETWEEN_STRIKES_MS));
    const kind = KINDS[(this.#options.seed + number) % KINDS.length] as string;
    const found = (await this.#cluster.status()).filter(
      (process) => process.running && (process.kind || process.name).startsWith(kind),
    );
    const one = found[random.below(found.length)];
    if (!one) throw new Error(`no ${kind} runs`);
    if (what === 'kills') {
      this.#options.log(`${number + 1}: ${one.name} is killed`);
      await this.#cluster.kill9(one.name);
      await this.#cluster.restart(one.name);
    } else await this.#freeze(one, random.below(FREEZE_MS_MAX), number);
    await this.#progress();
  }

  async #freeze({ name, pid }: ProcessStatus, ms: number, number: number): Promise<void> {
    this.#options.log(`${number + 1}: ${name} stands still for ${ms} ms`);
    if (pid === null) throw new Error(`${name} has no pid`);
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(ms);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  async #progress(): Promise<void> {
    const before = this.#options.acknowledged();
    await waitFor('further work', async () => this.#options.acknowledged() > before + 3, PROGRESS_MS);
  }
}
