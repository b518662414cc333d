import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { CrashStage } from './crash-stage.ts';
import { CrashWalk, type Scene, type Victim, victims } from './crash-walk.ts';

const missing = prefixOf('mysql') === undefined ? 'no mysql here' : undefined;
const skip = missing !== undefined && explainSkip('deaths while data moves', missing);
const long = missing ?? longTestsReason();
const skipLong = long !== undefined && explainSkip('every death at every step while data moves', long);

const switchSteps = [
  'switch.locked',
  'reads.rules-saved',
  'switch.reverse-created',
  'switch.prepared',
  'switch.refused',
  'switch.source-stopped',
  'switch.caught-up',
  'switch.before-journal',
  'switch.first-journal',
  'switch.journaled',
  'switch.target-open',
  'switch.routed',
  'switch.published',
  'switch.streams-stopped',
  'switch.reverse-started',
  'switch.frozen',
] as const;
const copySteps = [
  'vreplication.copy-initialised',
  'vreplication.copy-batch-inserted',
  'vreplication.copy-batch-committed',
  'vreplication.keys-restored',
  'vreplication.copy-table-done',
  'vreplication.catchup-applied',
  'vreplication.copy-done',
  'vreplication.rows-applied',
  'vreplication.rows-committed',
] as const;
const completeSteps = ['way-back-ended', 'tables-dropped', 'source-cleaned', 'published'] as const;
const cancelSteps = ['source-cleaned', 'streams-stopped', 'tables-dropped', 'rules-removed', 'published'] as const;

const tables = ['counter', 'ledger'];
const clean = { lost: [], ghosts: [], wrongCounters: [], doubled: [], missingRows: 0 };
const old = { keyspace: 'old', shards: ['0'] };
const fresh = { keyspace: 'new', shards: ['0'] };
const whole = { keyspace: 'main', shards: ['0'] };
const halves = { keyspace: 'main', shards: ['-80', '80-'] };
const move: Scene = { family: 'MoveTables', workflow: 'w', from: old, to: fresh, tables };
const split: Scene = { family: 'Reshard', workflow: 'r', from: whole, to: halves, tables };

const some: readonly (readonly [string, Victim])[] = [
  ['switch.refused', 'vtctld'],
  ['switch.first-journal', 'source mysqld'],
  ['switch.routed', 'target tablet'],
];

describe.skipIf(skip)('somebody dies while tables move', () => {
  let stage: CrashStage;
  let walk: CrashWalk;

  beforeAll(async () => {
    stage = await CrashStage.open(
      [
        ['old', '0'],
        ['new', '0'],
      ],
      false,
    );
    walk = new CrashWalk(stage.cluster, move);
  });
  afterAll(() => stage?.close());

  test('while they are copied: the copy goes on', () => walk.copy('vreplication.copy-batch-inserted', 'target tablet'));

  test.each(some)('at %s, %s: the same command ends it', async (step, victim) => {
    await walk.switch(step, victim);
  });

  test('while the move is completed: the same command ends it', async () => {
    await walk.complete('complete.way-back-ended', 'source mysqld');
    expect(await stage.audit(fresh)).toEqual(clean);
  });
});

/** Everything at once takes long: each step with each victim, tables as well as shards. */
describe.skipIf(skipLong)('everybody dies at every step while tables move', { timeout: 7_200_000 }, () => {
  let stage: CrashStage;
  let n = 0;
  let [here, there] = [old, fresh];
  /** The next move, from where the tables are. */
  const next = (): CrashWalk => new CrashWalk(stage.cluster, { ...move, workflow: `w${n++}`, from: here, to: there });

  beforeAll(async () => {
    stage = await CrashStage.open(
      [
        ['old', '0'],
        ['new', '0'],
      ],
      false,
    );
  });
  afterAll(() => stage?.close());

  describe.each(victims.filter((victim) => victim !== 'vtgate' && victim !== 'vtctld'))('%s', (victim) => {
    test.each(copySteps)(`copy: ${victim} at %s`, async (step) => {
      const walk = next();
      await walk.copy(step, victim);
      await walk.compare();
      await walk.cancel();
    });
  });

  describe.each(victims)('%s', (victim) => {
    test(`switch: ${victim}`, async () => {
      const walk = next();
      await walk.create();
      await walk.copied();
      for (const step of switchSteps) console.log(`${step}, ${victim}: ${await walk.switch(step, victim)} tries`);
      expect(walk.isSwitched).toBe(false);
      // Once more, so that the next victim dies at each step on the way in the other direction.
      await walk.compare();
      await walk.switch('switch.locked', 'vtgate');
      for (const step of switchSteps) await walk.switch(step, victim);
      await walk.compare();
      await walk.complete();
      [here, there] = [there, here];
    });

    test.each(cancelSteps)(`cancel: ${victim} at %s`, async (step) => {
      const walk = next();
      await walk.create();
      await walk.copied();
      await walk.cancel(`cancel.${step}`, victim);
    });

    test.each(completeSteps)(`complete: ${victim} at %s`, async (step) => {
      const walk = next();
      await walk.create();
      await walk.copied();
      await walk.switch('switch.frozen', 'vtgate');
      await walk.complete(`complete.${step}`, victim);
      [here, there] = [there, here];
    });
  });

  test('nothing that was acknowledged is lost, and nothing is doubled', async () => {
    expect(await stage.audit(here)).toEqual(clean);
  });
});

describe.skipIf(skipLong)('everybody dies at every step while a shard is split', { timeout: 7_200_000 }, () => {
  let stage: CrashStage;
  const walk = (): CrashWalk => new CrashWalk(stage.cluster, split);

  beforeAll(async () => {
    stage = await CrashStage.open(
      [
        ['main', '0'],
        ['main', '-80'],
        ['main', '80-'],
      ],
      true,
    );
  });
  afterAll(() => stage?.close());

  describe.each(['source mysqld', 'target tablet'] as const)('%s', (victim) => {
    test.each(copySteps)(`copy: ${victim} at %s`, async (step) => {
      await walk().copy(step, victim);
      await walk().compare();
    });

    // Also of a case that failed: the next one is to begin at the beginning.
    afterEach(() => walk().cancel());
  });

  test('switch', async () => {
    const one = walk();
    await one.create();
    await one.copied();
    for (const victim of victims) {
      for (const step of switchSteps) console.log(`${step}, ${victim}: ${await one.switch(step, victim)} tries`);
      await one.compare();
      await one.switch('switch.locked', 'vtgate');
    }
    await one.compare();
    if (!one.isSwitched) await one.switch('switch.frozen', 'vtgate');
    await one.complete('complete.published', 'vtctld');
    expect(await stage.audit(halves)).toEqual(clean);
  });
});
