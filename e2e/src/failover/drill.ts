import type { Connection, RowDataPacket } from 'mysql2/promise';
import { type TestCluster, waitFor } from '../harness/cluster.ts';
import { type Audit, type Ledger, percentile } from '../load/ledger.ts';
import { COUNTER, LEDGER, Load, stored } from '../load/load.ts';
import { Control, type Recovery } from './control.ts';
import { faults } from './faults.ts';
import { Places } from './places.ts';

export type DrillOptions = {
  readonly seed: number;
  readonly planned: number;
  readonly losses: number;
  /** Names of faults; empty: all. */
  readonly faults: readonly string[];
  readonly writers: number;
  readonly readers: number;
  readonly print: (line: string) => void;
};

type Stage = { readonly cluster: TestCluster; readonly control: Control; readonly places: Places };

/** One lost primary, in milliseconds since the loss. */
export type Loss = {
  readonly fault: string;
  readonly detect: number;
  readonly decide: number;
  readonly promote: number;
  readonly publish: number;
  readonly total: number;
};

export type DrillResult = {
  readonly plannedStallsMs: readonly number[];
  /** What clients saw during planned reparents: nothing, it is hoped. */
  readonly plannedErrors: readonly string[];
  readonly losses: readonly Loss[];
  readonly complaints: readonly string[];
  readonly audit: Audit;
  readonly errors: readonly (readonly [string, number])[];
  readonly readErrors: readonly (readonly [string, number])[];
};

const KEYSPACE = 'commerce';
const SHARD = '0';
const TABLETS = 3;
/** Load between two events. */
const BREATH_MS = 300;
const PAUSE_MS = 5;
const SERVING_TIMEOUT_MS = 60_000;

/** A small generator of numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What is stored is read from the primary, without a limit of rows. */
async function olap(cluster: TestCluster): Promise<Connection> {
  const connection = await cluster.connect(KEYSPACE);
  await connection.query("set workload = 'olap'");
  return connection;
}

export async function makeTables(cluster: TestCluster): Promise<void> {
  const db = await cluster.connect(KEYSPACE);
  for (const sql of [LEDGER, COUNTER]) await db.query(sql);
}

/** Holds what clients were told against what is there. */
export async function auditOf(cluster: TestCluster, { ledger }: { readonly ledger: Ledger }): Promise<Audit> {
  const { ids, counters } = await stored([async (sql) => (await (await olap(cluster)).query<RowDataPacket[]>(sql))[0]]);
  counters.delete(-1);
  return ledger.audit(new Set(ids.keys()), counters);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Moves and loses the primary of one shard again and again under load, and checks that nothing acknowledged was lost. */
export async function drill(cluster: TestCluster, options: DrillOptions): Promise<DrillResult> {
  const control = new Control(cluster);
  const places = new Places(cluster, control);
  cluster.onDown(() => places.close());
  const load = new Load((database) => cluster.connect(database));
  const complaints: string[] = [];
  try {
    await control.healthy(KEYSPACE, SHARD, TABLETS);
    await makeTables(cluster);
    const { writers, readers } = options;
    await load.add({ writers, readers, database: KEYSPACE, pauseMs: PAUSE_MS, transactions: false });
    await pause(BREATH_MS);
    const plannedStallsMs = await plannedMoves(control, load, options);
    const plannedErrors = [...load.ledger.errors().map(([e]) => e), ...load.readErrors.keys()];
    const losses = await loseAll({ cluster, control, places }, load, options, complaints);
    await load.stop();
    return {
      plannedStallsMs,
      plannedErrors,
      losses,
      complaints,
      audit: await auditOf(cluster, load),
      errors: load.ledger.errors(),
      readErrors: [...load.readErrors],
    };
  } finally {
    await load.stop();
    control.close();
  }
}

async function plannedMoves(control: Control, load: Load, { planned, print }: DrillOptions): Promise<number[]> {
  const stalls: number[] = [];
  for (let n = 0; n < planned; n++) {
    const from = Date.now();
    const { events } = await control.planned(KEYSPACE, SHARD);
    const to = Date.now();
    await pause(BREATH_MS);
    const stall = load.ledger.longestDuring(from, to);
    stalls.push(stall);
    const parts = events.map(({ time, value }) => {
      const at = Number(time?.seconds ?? 0n) * 1000 + (time?.nanoseconds ?? 0) / 1e6 - from;
      return `${Math.round(at)} ${value.replace(/ at .*/, '')}`;
    });
    const gap = load.ledger.longestGap(from, to);
    print(
      `planned ${n + 1}: ${to - from} ms, longest write ${stall} ms, none acknowledged for ${gap} ms (${parts.join(', ')})`,
    );
  }
  return stalls;
}

/** Each kind comes up equally often, in a random order. */
function* rounds(names: readonly string[], random: () => number): Generator<string> {
  for (;;) {
    const left = [...names];
    while (left.length > 0) yield left.splice(Math.floor(random() * left.length), 1)[0] as string;
  }
}

/** What was asked for and can be done here; says what cannot. */
function feasible({ faults: wanted, print }: DrillOptions): readonly string[] {
  const names = wanted.length > 0 ? wanted : Object.keys(faults);
  return names.filter((name) => {
    const problem = faults[name]?.problem?.();
    if (problem !== undefined) print(`${name} is left out: ${problem}`);
    return problem === undefined;
  });
}

async function loseAll(stage: Stage, load: Load, options: DrillOptions, complaints: string[]): Promise<Loss[]> {
  const random = randomFrom(options.seed);
  const names = rounds(feasible(options), random);
  const losses: Loss[] = [];
  for (let n = 0; n < options.losses; n++) {
    await stage.control.healthy(KEYSPACE, SHARD, TABLETS);
    await pause(BREATH_MS * random());
    const fault = names.next().value as string;
    const loss = await lose(stage, load, fault, complaints);
    losses.push(loss);
    options.print(
      `loss ${n + 1} ${fault}: ${loss.total} ms = detect ${loss.detect} + decide ${loss.decide} + promote ${loss.promote} + publish ${loss.publish}`,
    );
  }
  await stage.control.healthy(KEYSPACE, SHARD, TABLETS);
  return losses;
}

async function lose(stage: Stage, load: Load, name: string, complaints: string[]): Promise<Loss> {
  const { control, places } = stage;
  const fault = faults[name];
  if (!fault) throw new Error(`no such fault: ${name}`);
  await fault.place?.(places);
  const uid = await control.primaryUid(KEYSPACE, SHARD);
  const before = new Set((await control.recoveries()).map(({ id }) => id));
  const blow = await fault.prepare({ ...stage, uid });
  const lostMs = Date.now();
  const undo = await blow();
  await waitFor(
    `a new primary after ${name}`,
    async () => (await control.primaryUid(KEYSPACE, SHARD)) !== uid,
    SERVING_TIMEOUT_MS,
  ).catch(async (error: unknown) => {
    throw new Error(`${String(error)}; ${await control.account()}`);
  });
  const recovery = await finished(control, before);
  const promotedMs = at(recovery, 'is primary at') ?? Date.now();
  await waitFor('an acknowledged write', async () => firstOn(load, promotedMs) !== undefined, SERVING_TIMEOUT_MS);
  const served = firstOn(load, promotedMs) as number;
  complaints.push(...(await undo()).map((text) => `${name}: ${text}`));
  const [detectedMs, chosenMs] = [recovery.startedAtMs, at(recovery, 'elected') ?? promotedMs];
  return {
    fault: name,
    detect: detectedMs - lostMs,
    decide: chosenMs - detectedMs,
    promote: promotedMs - chosenMs,
    publish: Math.max(0, served - promotedMs),
    total: Math.max(promotedMs, served) - lostMs,
  };
}

/** The end of the first write that was acknowledged after a moment; those that waited at the gate count. */
function firstOn(load: Load, ms: number): number | undefined {
  const ends = load.ledger.writes.filter((w) => w.outcome === 'acknowledged' && w.endMs >= ms).map((w) => w.endMs);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

function at({ startedAtMs, steps }: Recovery, text: string): number | undefined {
  const step = steps.find((s) => s.text.includes(text));
  return step && startedAtMs + step.atMs;
}

/** Outcomes with which there is a new primary. */
const ended = new Set(['incomplete', 'repaired']);

async function finished(control: Control, before: ReadonlySet<string>): Promise<Recovery> {
  let found: Recovery | undefined;
  await waitFor('vtorc to tell of its repair', async () => {
    found = (await control.recoveries()).find(
      (r) => !before.has(r.id) && ended.has(r.outcome) && at(r, 'is primary at'),
    );
    return found !== undefined;
  });
  return found as Recovery;
}

/** The figures of a drill as lines of text. */
export function report({
  plannedStallsMs,
  losses,
  audit,
  errors,
  readErrors,
  complaints,
  plannedErrors,
}: DrillResult): string {
  const figures = (values: readonly number[]): string =>
    `p50 ${percentile(values, 0.5)}, p99 ${percentile(values, 0.99)}, max ${Math.max(0, ...values)} ms (${values.length})`;
  return [
    `write stall of planned reparents: ${figures(plannedStallsMs)}; errors at clients: ${plannedErrors.length === 0 ? 'none' : plannedErrors.join('; ')}`,
    `loss until served again: ${figures(losses.map((l) => l.total))}`,
    ...(['detect', 'decide', 'promote', 'publish'] as const).map(
      (part) => `  ${part}: ${figures(losses.map((l) => l[part]))}`,
    ),
    `writes: ${audit.acknowledged} acknowledged, ${audit.failed} failed, ${audit.unknown} unknown`,
    `lost: ${audit.lost.length}; ghosts: ${audit.ghosts.length}; wrong counters: ${audit.wrongCounters.join('; ') || 'none'}`,
    `complaints: ${complaints.join('; ') || 'none'}`,
    ...errors.map(([text, count]) => `  ${count} × ${text}`),
    ...readErrors.map(([text, count]) => `  ${count} × reading: ${text}`),
  ].join('\n');
}
