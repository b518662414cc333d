import { setTimeout as pause } from 'node:timers/promises';
import { type TestCluster, waitFor } from '../harness/cluster.ts';
import type { Audit } from '../load/ledger.ts';
import { Load } from '../load/load.ts';
import { Control } from './control.ts';
import { auditOf, makeTables } from './drill.ts';
import { Places } from './places.ts';
import { type Trial, trials } from './trials.ts';

export type TrialOptions = {
  /** Names of trials; `all`: every one. */
  readonly names: readonly string[];
  readonly topoAwayMs: number;
  readonly writers: number;
  readonly readers: number;
  readonly print: (line: string) => void;
};

export type TrialResult = { readonly audit: Audit; readonly complaints: readonly string[] };

const KEYSPACE = 'commerce';
const SHARD = '0';
const TABLETS = 3;
const PAUSE_MS = 5;
const HEAL_MS_MAX = 60_000;
const BREATH_MS = 500;

type Stage = {
  readonly cluster: TestCluster;
  readonly control: Control;
  readonly places: Places;
  readonly load: Load;
};

/** Trial after trial under load: each must heal without a hand, those that clients are not to see must not be seen, and in the end nothing acknowledged is lost and nothing doubled. */
export async function trialDrill(cluster: TestCluster, options: TrialOptions): Promise<TrialResult> {
  const control = new Control(cluster);
  const load = new Load((database) => cluster.connect(database));
  const places = new Places(cluster, control);
  cluster.onDown(() => places.close());
  const stage = { cluster, control, places, load };
  const complaints: string[] = [];
  try {
    await control.healthy(KEYSPACE, SHARD, TABLETS);
    await makeTables(cluster);
    const { writers, readers } = options;
    await load.add({ writers, readers, database: KEYSPACE, pauseMs: PAUSE_MS, transactions: true });
    for (const [name, trial] of chosen(options.names)) {
      const problem = trial.problem?.();
      if (problem !== undefined) {
        options.print(`${name} is left out: ${problem}`);
        continue;
      }
      await trial.place?.(places);
      await pause(BREATH_MS);
      complaints.push(...(await oneTrial(stage, name, trial, options)));
    }
    await load.stop();
    return { audit: await auditOf(cluster, load), complaints };
  } finally {
    await load.stop();
    control.close();
  }
}

function chosen(names: readonly string[]): readonly (readonly [string, Trial])[] {
  if (names.includes('all')) return Object.entries(trials);
  return names.map((name) => {
    const trial = trials[name];
    if (!trial) throw new Error(`no such trial: ${name}; there are ${Object.keys(trials).join(', ')}`);
    return [name, trial];
  });
}

/** Clients write again, and vtorc, which may have stood still itself, has looked since and finds nothing wrong. */
async function healed({ control, load }: Stage, sinceMs: number): Promise<void> {
  const isServed = async (): Promise<boolean> => load.ledger.firstAcknowledgedAfter(sinceMs) !== undefined;
  await waitFor('an acknowledged write', isServed, HEAL_MS_MAX);
  await control.healthy(KEYSPACE, SHARD, TABLETS, HEAL_MS_MAX);
}

async function oneTrial(
  stage: Stage,
  name: string,
  trial: Trial,
  { topoAwayMs, print }: TrialOptions,
): Promise<readonly string[]> {
  const { cluster, control, places, load } = stage;
  const uid = await control.primaryUid(KEYSPACE, SHARD);
  const replica = await control.replicaUid(KEYSPACE, SHARD);
  const processes = new Map((await cluster.status()).map((process) => [process.name, process]));
  const [from, readErrors] = [load.ledger.writes.length, new Map(load.readErrors)];
  const fromMs = Date.now();
  const socket = (one: number): string => control.socket(one);
  const topoPort = control.ports.topo;
  const undo = await trial.strike({ cluster, uid, replica, processes, socket, places, topoPort, topoAwayMs });
  await undo();
  const mendedMs = Date.now();
  await healed(stage, mendedMs).catch(async (error: unknown) => {
    throw new Error(`${name}: ${String(error)}; ${await control.account()}`);
  });
  const healedMs = Date.now() - mendedMs;
  const after = await control.primaryUid(KEYSPACE, SHARD);
  const writes = load.ledger.writes.slice(from);
  const errors = counted([
    ...writes.flatMap(({ error }) => error ?? []),
    ...[...load.readErrors].flatMap(([text, n]) => Array(n - (readErrors.get(text) ?? 0)).fill(`reading: ${text}`)),
  ]);
  const gapMs = load.ledger.longestGap(fromMs, Date.now());
  print(
    `${name}: primary ${uid === after ? 'stays' : `${uid} -> ${after}`}, no write acknowledged for ${gapMs} ms, whole ${healedMs} ms after the mending`,
  );
  for (const [text, count] of errors) print(`  ${count} × ${text}`);
  if (!trial.isUnseen) return [];
  return [
    ...(uid === after ? [] : [`${name}: the primary was moved`]),
    ...(errors.size === 0 ? [] : [`${name}: clients saw ${[...errors.keys()].join('; ')}`]),
  ];
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
