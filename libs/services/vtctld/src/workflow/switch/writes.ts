import { setTimeout as delay } from 'node:timers/promises';
import { anySignal, toVtError, VtError } from '@vt/base';
import { rebuildSrvVSchema } from '@vt/topo';
import type { Context } from '../../context.ts';
import { setDenied } from '../denied-tables.ts';
import { FROZEN, type Migration } from '../migration.ts';
import { editRules, routeWrites } from '../routing.ts';
import { each, engine, positionsOf, updateStreams } from '../tablet-calls.ts';
import { comeClose } from './come-close.ts';
import { type Journal, type Positions, positionsIn, readJournals, writeJournals } from './journal.ts';
import type { Hold } from './locks.ts';
import { dropMirrors } from './mirror.ts';
import { switchTenant } from './reads.ts';
import { createReverse, planReverse, startReverse, undoReverse } from './reverse.ts';
import { initializeSequences, resetMovedSequences, type Sequence, sequencesOf } from './sequences.ts';
import { moveServing } from './serving-graph.ts';
import { allowSourceWrites, setServing, stopSourceWrites } from './source-writes.ts';
import { StepTimes } from './step-times.ts';
import { ownKeyspace } from './tenant.ts';
import { UndoneError } from './undone.ts';

export type WriteOptions = {
  /** How long the targets may take to have what the sources wrote last. */
  readonly timeoutMs: number;
  readonly enableReverse: boolean;
  readonly initializeSequences: boolean;
};

/** The message of streams that a switch has stopped. */
export const CUTOVER = 'stopped for cutover';

/** What is undone when a switch fails must not fail for the same reason. */
const UNDO_MS = 60_000;
const ONWARD_MS = 600_000;
const ONWARD_TRIES_MAX = 10;
const ONWARD_PAUSE_MS = 500;
const CLIENTS_FIRST_MS = 200;

/**
 * Sends writes to the target. Until the first journal is written everything can be undone, and is when a step fails; from then on the switch has happened, and
 * what is left is done by whoever tries again. For who holds the locks; who lost them does no more, and undoes nothing. Throws UndoneError where it was undone.
 */
export async function switchWrites(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  signal: AbortSignal,
  hold: Hold,
): Promise<void> {
  const parts = new StepTimes();
  const timed: Context = {
    ...context,
    reach: (point) => {
      parts.mark(point.replace('switch.', ''));
      context.reach?.(point);
    },
  };
  await switchTimed(timed, migration, options, signal, hold);
  // Not known of a switch that goes on after an interruption.
  const standstillMs = parts.between('prepared', 'published');
  context.log.info({ workflow: migration.workflow, standstillMs, parts: parts.toString() }, 'writes are switched');
}

async function switchTimed(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  signal: AbortSignal,
  hold: Hold,
): Promise<void> {
  context.reach?.('switch.locked');
  const journals = await readJournals(context, migration, signal);
  const positions =
    journals.size > 0 ? positionsIn(journals) : await upToJournal(context, migration, options, signal, hold);
  // From here on it is ended, also for a caller that has gone away.
  const onward = anySignal([hold.lost, AbortSignal.timeout(ONWARD_MS)]);
  for (let tries = 1; ; tries++) {
    try {
      const present = tries === 1 ? journals : await readJournals(context, migration, onward);
      if (tries > 1) await hold.check();
      return await fromJournal(context, migration, options, positions, present, onward);
    } catch (error) {
      // Nobody serves the tables now: a tablet that was away for a moment must not leave it at that.
      const isPassing = error instanceof VtError && passing.has(error.code);
      if (!isPassing || tries >= ONWARD_TRIES_MAX) throw error;
      context.log.warn({ error: error.message }, 'going on with a switch of writes');
      await delay(ONWARD_PAUSE_MS, undefined, { signal: onward });
    }
  }
}

const passing: ReadonlySet<string> = new Set(['DEADLINE_EXCEEDED', 'UNAVAILABLE']);

async function upToJournal(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  signal: AbortSignal,
  hold: Hold,
): Promise<Positions> {
  const sequences = options.initializeSequences ? await sequencesOf(context, migration, signal) : [];
  const reverse = await planReverse(context, migration, signal);
  await dropMirrors(context, migration, ['PRIMARY'], signal);
  try {
    await createReverse(context, reverse, signal);
    context.reach?.('switch.reverse-created');
    const positions = await standstill(context, migration, options, sequences, signal);
    // INVARIANT: behind the journal is no way back. Who lost the locks may have had the source go on, or have sent writes elsewhere.
    await hold.check();
    return positions;
  } catch (error) {
    // What is to be undone is up to who has them now.
    await hold.check();
    const undo = AbortSignal.timeout(UNDO_MS);
    await undoSwitch(context, migration, undo).catch((second: unknown) => {
      const [first, other] = [toVtError(error), toVtError(second)];
      throw new VtError({ code: first.code, message: `${first.message}; and undoing it failed: ${other.message}` });
    });
    throw new UndoneError('undone', { cause: error });
  }
}

/** From when the source refuses writes clients wait: as little as possible is done here, and that at the same time. */
async function standstill(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  sequences: readonly Sequence[],
  signal: AbortSignal,
): Promise<Positions> {
  const { timeoutMs } = options;
  const close = async (): Promise<void> => {
    const behindMs = await comeClose(async () => {
      await catchUp(context, migration, await positionsOf(context, migration.sources, signal), timeoutMs, signal);
    }, timeoutMs);
    context.log.info({ workflow: migration.workflow, behindMs: Math.round(behindMs) }, 'the streams are close');
  };
  await stopSourceWrites(context, migration, timeoutMs, close, signal);
  context.reach?.('switch.source-stopped');
  const sources = await positionsOf(context, migration.sources, signal);
  await catchUp(context, migration, sources, options.timeoutMs, signal);
  context.reach?.('switch.caught-up');
  const primaries = new Map([...migration.targets].map(([shard, { primary }]) => [shard, primary]));
  const [targets] = await Promise.all([
    positionsOf(context, primaries, signal),
    resetMovedSequences(context, migration, signal),
    initializeSequences(context, migration, sequences, signal),
    // INVARIANT: before the journal. A stream of Vitess's that reads it would take it for its own source's move, and follow itself.
    stopStreams(context, migration, signal),
  ]);
  context.reach?.('switch.before-journal');
  return { sources, targets };
}

/** Waits until each stream has what its source had at a position. */
async function catchUp(
  context: Context,
  { targets }: Migration,
  sources: ReadonlyMap<string, string>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const waits = [...targets.values()].flatMap(({ primary, rows }) => rows.streams.map((row) => ({ primary, row })));
  await each(waits, async ({ primary, row }) => {
    const request = { id: row.id, position: sources.get(row.bls?.shard ?? '') ?? '' };
    await context.tablets.call(primary.tablet, 'VReplicationWaitForPos', request, { signal, timeoutMs });
  });
}

async function stopStreams(context: Context, { targets, workflow }: Migration, signal: AbortSignal): Promise<void> {
  await each(targets.values(), ({ primary }) =>
    updateStreams(context, primary, workflow, `state = 'Stopped', message = '${CUTOVER}'`, signal),
  );
}

/** Back to where it was: the source takes writes, and the streams go on. Only where there is no journal. */
export async function undoSwitch(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  await allowSourceWrites(context, migration, signal);
  await undoReverse(context, migration, signal);
  await each(migration.targets.values(), ({ primary }) =>
    updateStreams(context, primary, migration.workflow, `state = 'Running', message = ''`, signal),
  );
}

async function fromJournal(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  positions: Positions,
  journals: ReadonlyMap<string, Journal>,
  signal: AbortSignal,
): Promise<void> {
  await writeJournals(context, migration, positions, journals, signal, (point) => context.reach?.(point));
  context.reach?.('switch.journaled');
  if (migration.kind === 'shards') await openShards(context, migration, signal);
  else await openTables(context, migration, signal);
  context.reach?.('switch.published');
  // Clients have waited long enough: they get the machines first.
  await delay(CLIENTS_FIRST_MS, undefined, { signal });
  // Again, for who goes on with a switch whose streams were started meanwhile. Else changes would run in circles on the way back.
  await stopStreams(context, migration, signal);
  context.reach?.('switch.streams-stopped');
  await startReverse(context, migration, positions.targets, options.enableReverse, signal);
  context.reach?.('switch.reverse-started');
  // The last of all: it says that nothing is left to do.
  await freeze(context, migration, signal);
  context.reach?.('switch.frozen');
}

async function openTables(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { targets, tables, sourceKeyspace: source, targetKeyspace: target, options, subType } = migration;
  const primaries = [...targets.values()].map(({ primary }) => primary);
  const route = async (): Promise<void> => {
    if (options.tenant_id !== '') await switchTenant(context, migration, [''], 'target', signal);
    else if (subType === 'Partial') await routeShards(context, migration, signal);
    else await editRules(context.topo, 'SwitchWrites', (rules) => routeWrites(rules, source, target, tables), signal);
    context.reach?.('switch.routed');
  };
  const isShared = options.tenant_id !== '' && (await ownKeyspace(context.topo, migration, signal)) === target;
  const open = async (): Promise<void> => {
    await setDenied(context, primaries, tables, false, signal);
    context.reach?.('switch.target-open');
  };
  // Gates learn of neither before the serving VSchema is written.
  await Promise.all([route(), open()]);
  await rebuildSrvVSchema(context.topo, { signal });
  // Other tenants go on where this one left.
  if (isShared) await setDenied(context, migration.sources.values(), tables, false, signal);
}

/** Shard routing rules of a move of some shards. */
async function routeShards(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { sourceKeyspace: source, targetKeyspace: target, sources } = migration;
  const lock = await context.topo.rules.lock('SwitchWrites', { signal });
  try {
    await context.topo.rules.shardRouting.update(
      (record) => {
        const others = record.rules.filter(
          ({ from_keyspace: from, shard }) => !(sources.has(shard) && [source, target].includes(from)),
        );
        const moved = [...sources.keys()].map((shard) => ({ from_keyspace: source, to_keyspace: target, shard }));
        record.rules = [...others, ...moved];
      },
      { signal },
    );
  } finally {
    await lock.unlock();
  }
}

async function openShards(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const { topo } = context;
  const { sources, targets, targetKeyspace: keyspace } = migration;
  const from = [...sources.values()];
  const to = [...targets.values()].map(({ primary }) => primary);
  const open = async (): Promise<void> => {
    await setServing(context, to, true, signal);
    context.reach?.('switch.target-open');
  };
  const route = async (): Promise<void> => {
    await moveServing(topo, keyspace, 'PRIMARY', { from, to }, [], signal);
    context.reach?.('switch.routed');
  };
  // Of a switch that goes on after an interruption the source has stopped already. Gates hold what comes for a target that does not serve yet.
  await Promise.all([setServing(context, from, false, signal), open(), route()]);
}

/** The streams have done their work, and say so to who looks at them. */
async function freeze(context: Context, { targets }: Migration, signal: AbortSignal): Promise<void> {
  await each(targets.values(), ({ primary, rows }) => {
    const ids = rows.streams.map(({ id }) => id).join(', ');
    const sql = `update _vt.vreplication set state = 'Stopped', message = '${FROZEN}' where id in (${ids})`;
    return engine(context, primary.tablet, sql, signal);
  });
}
