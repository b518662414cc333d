import { setTimeout as delay } from 'node:timers/promises';
import { abandonable, anySignal, toVtError, VtError } from '@vt/base';
import { MysqlSession, withSession } from '@vt/mysql';
import { quoteName } from '@vt/sqlparser';
import { existing, keysTo, position, refuseTriggers } from '../db/tables.ts';
import type { Hold } from '../parts.ts';
import type { ForeignKeyDef } from '../plan/foreign-keys.ts';
import type { MigrationRow } from '../store/migration-row.ts';
import { setColumns } from '../store/write-migration.ts';
import { countsItself, keepAutoIncrement } from './auto-increment.ts';
import type { StepContext } from './context.ts';
import { endHolders } from './end-holders.ts';
import { tie, untie } from './foreign-keys.ts';
import type { SwapNames } from './names.ts';
import { StepClock } from './step-clock.ts';

export type CutOver = {
  readonly row: MigrationRow;
  readonly names: SwapNames;
  readonly streamId: number;
  readonly thresholdMs: number;
  /** That the filled table is to have. */
  readonly foreignKeys: readonly ForeignKeyDef[];
  /** Who holds the table is ended. */
  readonly isForced: boolean;
};

export const CUT_OVER_MESSAGE = 'stopped for online DDL cutover';
const POLL_MS = 5;
/** Attempts that give way to long transactions before one is made in spite of them. */
const GENTLE_ATTEMPTS = 3;
const NO_SUCH_THREAD = 1094;
/** Past an attempt's time, for undoing it. */
const UNDO_MS = 10_000;

/**
 * Swaps the filled table for the present one. Statements on the table wait meanwhile, in the tablet or for the table's lock; none fails and none is lost.
 *
 * A table under the name that the present one is to get (the sentry) keeps the swap from happening before its time: only the session that holds the
 * lock takes it away, when the filled table has everything. It gives up the lock when the swap is next in line for it: a statement that came before it
 * would write to a table that nobody streams any more. Whoever dies, the swap has happened wholly or not at all.
 * @throws what kept it from being done; then all is as it was.
 */
export async function cutOver(context: StepContext, cut: CutOver): Promise<void> {
  const { parts, session, signal } = context;
  const { row, names, thresholdMs } = cut;
  const deadline = AbortSignal.timeout(thresholdMs);
  const limited = anySignal([signal, deadline]);
  const step = (stage: string) => setColumns(session, row.uuid, { stage }, signal);
  await step('creating sentry table');
  await makeSentry(context, names);
  parts.reachCrashPoint('onlineddl.sentry-made');
  await step('waiting for the stream');
  const sessions: MysqlSession[] = [];
  let held: Hold | undefined;
  const clock = new StepClock();
  try {
    await parts.streams.waitForPos(cut.streamId, await position(session, signal), limited);
    clock.done('stream here');
    const swapping = await openSessions(context, cut, sessions, limited);
    clock.done('sessions open');
    await step('holding statements');
    held = parts.holds.hold(row.table, thresholdMs + UNDO_MS, parts.config.settleMsMax);
    const isSettled = await held.settled;
    clock.done('settled');
    if (!isSettled && !cut.isForced && row.cutOverAttempts < GENTLE_ATTEMPTS) throw busy(row.table);
    await swap(context, cut, swapping, clock, limited);
    held.release();
    parts.log.info({ migration: row.uuid, ms: clock.taken }, 'tables are swapped');
  } catch (error) {
    throw await undone(context, cut, sessions, deadline.aborted && !signal.aborted ? late(thresholdMs, clock) : error);
  } finally {
    held?.release();
    for (const each of sessions) each.close();
  }
}

/**
 * The sessions of a swap: one locks, another renames, one reads the table to see whether that is waited for, and one looks on. The time's end may close any
 * of them in the midst of a statement: the step's own, by which all is undone, is none of them.
 */
type Swapping = {
  readonly watcher: MysqlSession;
  readonly locker: MysqlSession;
  readonly renamer: MysqlSession;
  readonly reader: MysqlSession;
  readonly counts: boolean;
};

/** Opened before anybody waits. */
async function openSessions(
  { parts, session, signal }: StepContext,
  { row, thresholdMs }: CutOver,
  sessions: MysqlSession[],
  limited: AbortSignal,
): Promise<Swapping> {
  const open = async (): Promise<MysqlSession> => {
    const opened = await MysqlSession.open(parts.connect, limited);
    sessions.push(opened);
    await opened.execute(`SET SESSION lock_wait_timeout = ${Math.max(1, Math.floor(thresholdMs / 1000))}`, limited);
    return opened;
  };
  const counts = await countsItself(session, row.table, signal);
  return { watcher: await open(), locker: await open(), renamer: await open(), reader: await open(), counts };
}

async function swap(
  context: StepContext,
  cut: CutOver,
  { watcher, locker, renamer, reader, counts }: Swapping,
  clock: StepClock,
  limited: AbortSignal,
): Promise<void> {
  const { parts } = context;
  const { row, names } = cut;
  const [table, shadow, old] = [row.table, names.shadow, names.old].map(quoteName);
  // Reading goes on: also the stream's source may have to look at the table before it can tell its last changes.
  await lockTables(cut, watcher, locker, `LOCK TABLES ${table} READ, ${old} WRITE`, limited);
  clock.done('locked');
  parts.reachCrashPoint('onlineddl.locked');
  await refuseChildren(watcher, row.table, limited);
  await refuseTriggers(watcher, [row.table, names.shadow], limited);
  const target = await position(locker, limited);
  await Promise.all([
    parts.streams.waitForPos(cut.streamId, target, limited),
    counts ? keepAutoIncrement(watcher, row.table, names.shadow, limited) : undefined,
  ]);
  clock.done('caught up');
  await tie(renamer, names.shadow, cut.foreignKeys, limited);
  parts.reachCrashPoint('onlineddl.caught-up');
  const stopped = parts.streams.setState(row.uuid, 'Stopped', CUT_OVER_MESSAGE, limited);
  const renamed = renamer.execute(`RENAME TABLE ${table} TO ${old}, ${shadow} TO ${table}`);
  renamed.catch(() => {});
  const renaming = waits(watcher, renamer, renamed, limited);
  const [, isWaiting] = await Promise.all([stopped, renaming]);
  if (!isWaiting) throw new VtError({ code: 'INTERNAL', message: 'the swap did not wait for its lock' });
  clock.done('stopped and renaming');
  parts.reachCrashPoint('onlineddl.rename-waits');
  // When its time ends it stays open, and keeps its lock, until nobody renames any more.
  await abandonable(locker.execute(`DROP TABLE ${old}`), limited, () => {});
  parts.reachCrashPoint('onlineddl.sentry-dropped');
  const read = await untilNext(watcher, reader, table as string, limited);
  clock.done('next in line');
  // From here on the swap happens: it waits for nothing but the lock.
  await locker.execute('UNLOCK TABLES');
  await Promise.all([renamed, read.ended]);
  clock.done('renamed');
  parts.reachCrashPoint('onlineddl.renamed');
}

/** A cut-over in spite of others ends those that hold the table, once it waits for them. */
async function lockTables(
  cut: CutOver,
  watcher: MysqlSession,
  locker: MysqlSession,
  sql: string,
  limited: AbortSignal,
): Promise<void> {
  const locked = locker.execute(sql, limited);
  if (!cut.isForced) return void (await locked);
  locked.catch(() => {});
  const isOver = locked.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isOver, delay(100).then(() => false)]))) {
    await endHolders(watcher, cut.row.table, locker.connection.threadId, limited);
  }
  await locked;
}

/** There were none when the migration began. From here on none can be made (nor triggers): that takes the table's lock. */
async function refuseChildren(session: MysqlSession, table: string, limited: AbortSignal): Promise<void> {
  const [key] = await keysTo(session, table, limited);
  if (!key) return;
  const message = `table ${table} is the parent of ${key.child} by now: its foreign key ${key.key} would follow the old table`;
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

/**
 * INVARIANT: a table under the old one's name is a sentry, and may be dropped, only while the filled table has its own name.
 */
async function makeSentry({ session, signal }: StepContext, { shadow, old }: SwapNames): Promise<void> {
  const there = await existing(session, [shadow, old], signal);
  if (!there.has(shadow)) throw new VtError({ code: 'FAILED_PRECONDITION', message: `table ${shadow} is gone` });
  if (!there.has(old)) await session.execute(`CREATE TABLE ${quoteName(old)} (id INT NOT NULL PRIMARY KEY)`, signal);
}

/**
 * Resolves when the swap, which asks for the locks of its tables one after the other in the order of their names, asks for that of the present table: then
 * whoever wants to read it waits, also while it is locked for reading. What is read then ends with the swap.
 */
async function untilNext(watcher: MysqlSession, reader: MysqlSession, table: string, limited: AbortSignal) {
  for (;;) {
    const ended = reader.execute(`SELECT 1 FROM ${table} LIMIT 0`);
    ended.catch(() => {});
    if (await waits(watcher, reader, ended, limited)) return { ended };
    await delay(POLL_MS, undefined, { signal: limited });
  }
}

/** Resolves when the statement that runs in `other` waits for a table's lock (true), or has ended (false). @throws its error */
async function waits(watcher: MysqlSession, other: MysqlSession, running: Promise<unknown>, limited: AbortSignal) {
  let isOver = false;
  const ended = running.finally(() => {
    isOver = true;
  });
  ended.catch(() => {});
  for (;;) {
    const [row] = await watcher.query(
      `SELECT state AS state FROM information_schema.processlist WHERE id = ${other.connection.threadId}`,
      limited,
    );
    if (isOver) {
      await ended;
      return false;
    }
    if (/metadata lock/i.test(row?.['state'] ?? '')) return true;
    await delay(POLL_MS, undefined, { signal: limited });
  }
}

/** After a failure: ends what still waits, and lets the stream go on. Resolves with what to throw. */
async function undone(context: StepContext, cut: CutOver, sessions: readonly MysqlSession[], error: unknown) {
  const { parts, session, signal } = context;
  await endSessions(context, sessions);
  const stream = await parts.streams.find(cut.row.uuid, signal);
  const there = await existing(session, [cut.names.shadow], signal);
  if (cut.foreignKeys.length > 0 && there.has(cut.names.shadow)) await untie(context, cut.names.shadow);
  if (stream?.state === 'Stopped' && there.has(cut.names.shadow)) {
    await parts.streams.setState(cut.row.uuid, 'Running', '', signal);
  }
  return error;
}

/**
 * Also those that were closed here: mysqld runs their statements to the end. Whatever ended the attempt, also that this tablet is no primary any more.
 *
 * INVARIANT: who renames is gone before who locks lets go of the table.
 */
async function endSessions({ parts }: StepContext, sessions: readonly MysqlSession[]): Promise<void> {
  if (sessions.length === 0) return;
  const threads = sessions.map(({ connection }) => connection.threadId).reverse();
  const limited = AbortSignal.timeout(UNDO_MS);
  await withSession(
    parts.connect,
    async (session) => {
      for (const id of threads) await endThread(session, id, limited);
    },
    limited,
  ).catch((error: unknown) => {
    parts.log.warn({ problem: toVtError(error).message }, 'sessions of a cut-over could not be ended');
  });
  for (const each of [...sessions].reverse()) each.close();
}

/** Ends a session, and waits until its statement has ended. */
async function endThread(session: MysqlSession, id: number, limited: AbortSignal): Promise<void> {
  await session.execute(`KILL ${id}`, limited).catch((error: unknown) => {
    if (toVtError(error).errno !== NO_SUCH_THREAD) throw error;
  });
  const isThere = `SELECT 1 AS one FROM information_schema.processlist WHERE id = ${id}`;
  while ((await session.query(isThere, limited)).length > 0) await delay(POLL_MS, undefined, { signal: limited });
}

function busy(table: string): VtError {
  return new VtError({ code: 'UNAVAILABLE', message: `transactions were open for too long to lock ${table}` });
}

function late(ms: number, { taken }: StepClock): VtError {
  const steps = Object.entries(taken).map(([step, took]) => `${step} ${took} ms`);
  const done = steps.length === 0 ? 'the stream was waited for' : `done: ${steps.join(', ')}`;
  return new VtError({ code: 'DEADLINE_EXCEEDED', message: `cut-over took longer than ${ms} ms; ${done}` });
}
