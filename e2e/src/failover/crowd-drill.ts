import { setTimeout as pause } from 'node:timers/promises';
import { type TestCluster, waitFor } from '../harness/cluster.ts';
import type { Audit } from '../load/ledger.ts';
import { Control } from './control.ts';
import { Crowd } from './crowd.ts';
import { CrowdLoad, type Lost } from './crowd-load.ts';
import { auditOf, makeTables, randomFrom } from './drill.ts';
import { faults } from './faults.ts';
import { Places } from './places.ts';

export type CrowdOptions = {
  readonly seed: number;
  /** Primaries that are moved or lost while others die. */
  readonly rounds: number;
  /** How long the topology is away, after that. */
  readonly topoAwayMs: number;
  readonly writers: number;
  readonly readers: number;
  readonly print: (line: string) => void;
};

export type CrowdResult = {
  readonly audit: Audit;
  readonly strikes: ReadonlyMap<string, number>;
  /** What went wrong at clients while the topology was away: nothing, it is hoped. */
  readonly errorsWithoutTopology: readonly string[];
  readonly writesWithoutTopology: number;
  /** Errors at clients whose gate lived, of statements that were not under way when their primary was lost: none, it is hoped. By text. */
  readonly errors: readonly (readonly [string, number])[];
};

const KEYSPACE = 'commerce';
const SHARD = '0';
const TABLETS = 3;
const PAUSE_MS = 5;
const KINDS = ['planned', 'kill-mysqld', 'kill-vttablet', 'kill-both', 'stop-mysqld'];
const PATIENCE_MS = 180_000;
const FAILOVER_MS = 30_000;

/**
 * Two vtorcs, two vtctlds and three gates, of which any, or the topology, dies, stands still or is restarted at random while the primary is moved and lost under load; then the topology stays away for a while.
 */
export async function crowdDrill(cluster: TestCluster, options: CrowdOptions): Promise<CrowdResult> {
  const crowd = await Crowd.start(cluster);
  const control = new Control(cluster, crowd.more);
  const load = new CrowdLoad(cluster, crowd);
  const lost: Lost[] = [];
  try {
    await control.healthy(KEYSPACE, SHARD, TABLETS);
    await makeTables(cluster);
    await load.start({ ...options, database: KEYSPACE, pauseMs: PAUSE_MS, transactions: true });
    const strikes = await restlessly(cluster, control, crowd, lost, options);
    await control.healthy(KEYSPACE, SHARD, TABLETS, PATIENCE_MS);
    const errors = load.unexcused(lost);
    const awayMs = Date.now();
    await crowd.withoutTopology(options.topoAwayMs);
    const backMs = Date.now();
    await control.healthy(KEYSPACE, SHARD, TABLETS, PATIENCE_MS);
    await load.stop();
    return {
      audit: await auditOf(cluster, load),
      strikes,
      errors,
      errorsWithoutTopology: load.failuresSince(awayMs),
      writesWithoutTopology: load.acknowledgedBetween(awayMs, backMs),
    };
  } finally {
    await load.stop();
    control.close();
    await crowd.stop();
  }
}

async function restlessly(
  cluster: TestCluster,
  control: Control,
  crowd: Crowd,
  lost: Lost[],
  { seed, rounds, print }: CrowdOptions,
): Promise<ReadonlyMap<string, number>> {
  const random = randomFrom(seed);
  const end = new AbortController();
  const dying = crowd.die(randomFrom(seed + 1), end.signal);
  // Whoever waits for it hears of its failure; until then it is nobody's.
  dying.catch(() => {});
  try {
    for (let n = 0; n < rounds; n++) {
      const kind = KINDS[Math.floor(random() * KINDS.length)] as string;
      const started = Date.now();
      await oneRound(cluster, control, lost, kind);
      await control.healthy(KEYSPACE, SHARD, TABLETS, PATIENCE_MS);
      print(`round ${n + 1} ${kind}: whole again after ${Date.now() - started} ms`);
    }
  } finally {
    end.abort();
  }
  return await dying;
}

async function oneRound(cluster: TestCluster, control: Control, lost: Lost[], kind: string): Promise<void> {
  const uid = await eventually(() => control.primaryUid(KEYSPACE, SHARD));
  if (kind === 'planned') {
    // Who asks may have to ask again: the vtctld that was asked may have died.
    await eventually(async () => {
      if ((await control.primaryUid(KEYSPACE, SHARD)) === uid) await control.planned(KEYSPACE, SHARD);
    });
    return;
  }
  const places = new Places(cluster, control);
  const blow = await faults[kind]?.prepare({ cluster, control, places, uid });
  const fromMs = Date.now();
  const undo = await blow?.();
  // Where vtorc, or the topology, lay dead meanwhile, a crashed mysqld may have gone on as primary: that is no failure.
  await waitFor(
    `a new primary after ${kind}`,
    async () => (await control.primaryUid(KEYSPACE, SHARD)) !== uid,
    FAILOVER_MS,
  ).catch(() => {});
  lost.push({ kind, fromMs, toMs: Date.now() });
  await undo?.();
}

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(200);
    }
  }
}
