import { setTimeout as delay } from 'node:timers/promises';
import { anySignal } from '@vt/base';
import { isTopoError } from '@vt/topo';
import type { Context } from '../../context.ts';
import { findMigration, type Migration } from '../migration.ts';
import { readJournals } from './journal.ts';
import { type Hold, locked } from './locks.ts';
import { UndoneError } from './undone.ts';
import { switchWrites, undoSwitch, type WriteOptions } from './writes.ts';

/** Switches of writes that are under way: one file each in the global topology, so that another vtctld can end what this one leaves. */
const FOLDER = 'internal/switches';
const INTERVAL_MS = 5_000;
/** One that is being worked on has its locks: whoever looks does not wait for them. */
const LOCK_MS = 1_000;
const RECOVER_MS = 300_000;

type Pending = { readonly keyspace: string; readonly workflow: string; readonly options: WriteOptions };

const pathOf = (keyspace: string, workflow: string): string =>
  `${FOLDER}/${encodeURIComponent(keyspace)}.${encodeURIComponent(workflow)}`;

/** Switches writes, so that a death in the middle is noticed and ended by any vtctld. For who holds the locks. */
export async function switchWritesSafely(
  context: Context,
  migration: Migration,
  options: WriteOptions,
  signal: AbortSignal,
  hold: Hold,
): Promise<void> {
  const { targetKeyspace: keyspace, workflow } = migration;
  const { timeoutMs, enableReverse, initializeSequences } = options;
  const pending: Pending = { keyspace, workflow, options: { timeoutMs, enableReverse, initializeSequences } };
  const path = pathOf(keyspace, workflow);
  await context.topo.global.update(path, Buffer.from(JSON.stringify(pending)), undefined, { signal });
  try {
    await switchWrites(context, migration, options, signal, hold);
  } catch (error) {
    // Undone: there is nothing left to do. Else the note stays, and the switch is ended by whoever finds it.
    if (error instanceof UndoneError) await forget(context, path);
    throw error instanceof UndoneError ? error.cause : error;
  }
  await forget(context, path);
}

async function forget({ topo }: Context, path: string): Promise<void> {
  await topo.global.delete(path, undefined, {}).catch((error: unknown) => {
    if (!isTopoError(error, 'NoNode')) throw error;
  });
}

/**
 * Ends switches whose vtctld died: those that have a journal go on to their end, others are undone, so that clients wait for neither. Returns how many
 * were ended.
 */
export async function endAbandonedSwitches(context: Context, signal: AbortSignal): Promise<number> {
  let ended = 0;
  for (const { path, contents } of await list(context, signal)) {
    const pending = JSON.parse(contents.toString()) as Pending;
    const about = { keyspace: pending.keyspace, workflow: pending.workflow };
    try {
      if (await end(context, path, pending, signal)) {
        context.log.warn(about, 'a switch of writes that was left in the middle is ended');
        ended++;
      }
    } catch (error) {
      if (signal.aborted) break;
      if (!isHeld(error)) context.log.warn({ ...about, err: error }, 'a switch of writes was left in the middle');
    }
  }
  return ended;
}

async function list({ topo }: Context, signal: AbortSignal) {
  try {
    return await topo.global.list(`${FOLDER}/`, { signal });
  } catch (error) {
    if (isTopoError(error, 'NoNode')) return [];
    throw error;
  }
}

/** Somebody works on it. */
function isHeld(error: unknown): boolean {
  return isTopoError(error, 'LockHeld') || isTopoError(error, 'Timeout');
}

async function end(context: Context, path: string, pending: Pending, signal: AbortSignal): Promise<boolean> {
  const migration = await findMigration(context, pending.keyspace, pending.workflow, signal);
  if (!migration) {
    await forget(context, path);
    return false;
  }
  const limit = anySignal([signal, AbortSignal.timeout(RECOVER_MS)]);
  return await locked(
    context,
    migration,
    'EndSwitch',
    limit,
    async (held, hold) => {
      const present = await list(context, held);
      if (!present.some((one) => one.path === path)) return false;
      const journals = await readJournals(context, migration, held);
      await hold.check();
      if (journals.size > 0) await switchWrites(context, migration, pending.options, held, hold);
      else await undoSwitch(context, migration, held);
      await forget(context, path);
      return true;
    },
    LOCK_MS,
  );
}

/** Looks for them as long as this vtctld lives. */
export async function watchAbandonedSwitches(context: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await endAbandonedSwitches(context, signal).catch((error: unknown) => {
      if (!signal.aborted) context.log.debug({ err: error }, 'switches under way cannot be read');
    });
    await delay(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
