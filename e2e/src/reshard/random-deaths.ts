import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../harness/random.ts';
import { CrashStage } from './crash-stage.ts';
import { CrashWalk, type Scene } from './crash-walk.ts';
import { Reaper } from './reaper.ts';

export type RandomDeathsOptions = {
  readonly seconds: number;
  /** Between two deaths, on average. */
  readonly betweenMs: number;
  readonly seed: number;
  readonly print: (line: string) => void;
  readonly portBase?: number;
};

export type RandomDeathsResult = {
  readonly rounds: number;
  readonly switches: number;
  readonly deaths: number;
};

const SWITCHES_MAX = 4;
const CANCEL_MS_MAX = 3_000;
const tables = ['counter', 'ledger'];
const whole = { keyspace: 'old', shards: ['0'] };
const halves = { keyspace: 'main', shards: ['-80', '80-'] };
const [half, quarters] = [
  { keyspace: 'main', shards: ['-80'] },
  { keyspace: 'main', shards: ['-40', '40-80'] },
];
const places = [whole, halves, quarters].flatMap(({ keyspace, shards }) =>
  shards.map((shard) => [keyspace, shard] as const),
);

/**
 * Tables move between an unsharded keyspace and a sharded one, and one of its shards is split and joined again, for ever, with switches there and back, while
 * processes die at random moments. After each round the sides and every acknowledged write are compared. Throws at the first that is wrong.
 */
export async function randomDeaths(options: RandomDeathsOptions): Promise<RandomDeathsResult> {
  const stage = await CrashStage.open(places, false, options.portBase);
  const run = new RandomDeaths(stage, options);
  try {
    return await run.run();
  } finally {
    await run.close();
    await stage.close();
  }
}

class RandomDeaths {
  readonly #stage: CrashStage;
  readonly #options: RandomDeathsOptions;
  readonly #random: Random;
  readonly #reaper: Reaper;
  /** Where the tables are. */
  #here = whole;
  #rounds = 0;
  #switches = 0;

  constructor(stage: CrashStage, options: RandomDeathsOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#reaper = new Reaper(stage.cluster, places, new Random(options.seed + 1), options.betweenMs);
  }

  async run(): Promise<RandomDeathsResult> {
    const { seconds, print } = this.#options;
    this.#reaper.start();
    for (const endMs = Date.now() + seconds * 1_000; Date.now() < endMs; this.#rounds++) {
      const startMs = Date.now();
      const what = await this.#round();
      await this.#audit();
      print(
        `round ${this.#rounds}: ${what}, ${Math.round((Date.now() - startMs) / 1_000)} s, ${this.#deaths} deaths so far`,
      );
    }
    return { rounds: this.#rounds, switches: this.#switches, deaths: this.#deaths };
  }

  close(): Promise<void> {
    return this.#reaper.close();
  }

  get #deaths(): number {
    return [...this.#reaper.deaths.values()].reduce((sum, n) => sum + n, 0);
  }

  /** One workflow from its creation to its end; what it was. */
  async #round(): Promise<string> {
    const isSplit = this.#here === halves && this.#random.below(3) === 0;
    const workflow = `w${this.#rounds}`;
    const scene: Scene = isSplit
      ? { family: 'Reshard', workflow, from: half, to: quarters, tables }
      : { family: 'MoveTables', workflow, from: this.#here, to: this.#here === whole ? halves : whole, tables };
    const name = `${scene.family} ${workflow} to ${scene.to.keyspace}/${scene.to.shards.join()}`;
    const walk = new CrashWalk(this.#stage.cluster, scene);
    if (scene.to === halves) await this.#stage.applyVSchema(halves.keyspace);
    this.#reaper.strike();
    await walk.create();
    if (this.#random.below(5) === 0) {
      await delay(this.#random.below(CANCEL_MS_MAX));
      await walk.cancel();
      await this.#reaper.rest();
      return `${name} cancelled while it was copied`;
    }
    await walk.copied();
    let count = this.#random.below(SWITCHES_MAX + 1);
    // The shards that were split are needed again.
    if (isSplit) count -= count % 2;
    for (let i = 0; i < count; i++) await walk.switch();
    this.#switches += count;
    await this.#reaper.rest();
    const rows = await walk.compare();
    this.#reaper.strike();
    if (walk.isSwitched) {
      await walk.complete();
      this.#here = scene.to === halves ? halves : whole;
    } else await walk.cancel();
    await this.#reaper.rest();
    return `${name}, ${count} switches, ${rows} rows compared, ${walk.isSwitched ? 'completed' : 'cancelled'}`;
  }

  async #audit(): Promise<void> {
    const found = await this.#stage.audit(this.#here);
    const { missingRows, ...lists } = found;
    if (missingRows !== 0 || Object.values(lists).some((list) => list.length > 0)) {
      throw new Error(`round ${this.#rounds}: ${JSON.stringify(found)}`);
    }
    await this.#stage.resume();
  }
}
