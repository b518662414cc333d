import type { TestSession } from '../test-gate.ts';

/** Two rows, and sessions that are in a transaction each. */
export type Scene = {
  readonly x: number;
  readonly y: number;
  /** Transactions of the level in question; they have begun. */
  readonly one: TestSession;
  readonly two: TestSession;
  /** Outside of any transaction. */
  readonly judge: TestSession;
  /** Sees who waits for a lock. */
  readonly watch: TestSession;
};

/** Plays an anomaly; whether it came about. Rows are 10 and 20 when it begins. */
export type Anomaly = (scene: Scene) => Promise<boolean>;

const read = async (session: TestSession, id: number): Promise<number> =>
  Number((await session.rows(`select value from register where id = ${id}`))[0]?.[0]);
const write = async (session: TestSession, id: number, value: number): Promise<void> => {
  await session.all(`update register set value = ${value} where id = ${id}`);
};
const commit = async (session: TestSession): Promise<void> => {
  await session.all('commit');
};
const rollback = async (session: TestSession): Promise<void> => {
  await session.all('rollback');
};

/** Whether the work was done; a deadlock or a lock that was waited for in vain refuses it, and ends the transaction. */
async function done(session: TestSession, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    const { errno } = error as { errno?: number };
    if (errno !== 1205 && errno !== 1213) throw error;
    await rollback(session);
    return false;
  }
}

/** G0: two transactions' writes of two rows are mixed. */
const dirtyWrite: Anomaly = async ({ x, y, one, two, judge }) => {
  await write(one, x, 11);
  const waiting = done(
    two,
    write(two, x, 12).then(() => write(two, y, 22)),
  );
  await write(one, y, 21);
  await commit(one);
  if (await waiting) await commit(two);
  const values = [await read(judge, x), await read(judge, y)].join();
  return values !== '12,22' && values !== '11,21';
};

/** G1a: what is read was rolled back. */
const abortedRead: Anomaly = async ({ x, one, two, watch }) => {
  await write(one, x, 101);
  const seen = readOrRefused(two, x);
  const early = await doneOrWaiting(watch, seen);
  await rollback(one);
  const value = early ?? (await seen);
  await rollback(two);
  return value === 101;
};

/** G1b: what is read was never a transaction's last word. */
const intermediateRead: Anomaly = async ({ x, one, two, watch }) => {
  await write(one, x, 101);
  const seen = readOrRefused(two, x);
  const early = await doneOrWaiting(watch, seen);
  await write(one, x, 11);
  await commit(one);
  const value = early ?? (await seen);
  await rollback(two);
  return value === 101;
};

/** P4: a change is lost under one that was made of an older value. */
const lostUpdate: Anomaly = async ({ x, one, two, judge, watch }) => {
  const [a, b] = [await read(one, x), await read(two, x)];
  const first = done(one, write(one, x, a + 1));
  const second = done(
    two,
    first.then(() => write(two, x, b + 1)),
  );
  const isFirst = await doneOrWaiting(watch, first);
  // Both wait where each has read what the other is to change: one is refused.
  const other = isFirst === undefined ? done(two, write(two, x, b + 1)) : undefined;
  if (await first) await commit(one);
  const isSecond = await (other ?? second);
  if (isSecond) await commit(two);
  return (await read(judge, x)) === 11 && (await first) && isSecond;
};

/** G-single: a transaction sees one row before and another after the same change of both. */
const readSkew: Anomaly = async ({ x, y, one, two, watch }) => {
  const before = await read(one, x);
  const changed = done(
    two,
    write(two, y, 21)
      .then(() => write(two, x, 11))
      .then(() => commit(two)),
  );
  await doneOrWaiting(watch, changed);
  const after = await readOrRefused(one, y);
  await rollback(one);
  await changed;
  return before === 10 && after === 21;
};

/** P2: the same row read twice is not the same. */
const unrepeatableRead: Anomaly = async ({ x, one, two, watch }) => {
  const before = await read(one, x);
  const changed = done(
    two,
    write(two, x, 11).then(() => commit(two)),
  );
  await doneOrWaiting(watch, changed);
  const after = await read(one, x);
  await rollback(one);
  await changed;
  return before !== after;
};

/** G2-item: two transactions read both rows, and each changes one of them. */
const writeSkew: Anomaly = async ({ x, y, one, two, watch }) => {
  for (const session of [one, two]) {
    await read(session, x);
    await read(session, y);
  }
  const first = done(one, write(one, x, 11));
  await doneOrWaiting(watch, first);
  const second = done(two, write(two, y, 21));
  const [isFirst, isSecond] = await Promise.all([first, second]);
  if (isFirst) await commit(one);
  if (isSecond) await commit(two);
  return isFirst && isSecond;
};

const POLL_MS = 5;

/** What the work comes to; undefined once it waits for a lock. */
async function doneOrWaiting<T>(watch: TestSession, work: Promise<T>): Promise<T | undefined> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  work.then(over, over);
  const waiting = async (): Promise<T | undefined> => {
    while (!isOver) {
      const [row] = await watch.rows('select count(*) from performance_schema.data_lock_waits');
      if (!isOver && row?.[0] !== '0') return undefined;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return work;
  };
  return Promise.race([work, waiting()]);
}

async function readOrRefused(session: TestSession, id: number): Promise<number | undefined> {
  let value: number | undefined;
  await done(
    session,
    read(session, id).then((seen) => {
      value = seen;
    }),
  );
  return value;
}

export const anomalies = {
  'aborted read': abortedRead,
  'dirty write': dirtyWrite,
  'intermediate read': intermediateRead,
  'lost update': lostUpdate,
  'read skew': readSkew,
  'unrepeatable read': unrepeatableRead,
  'write skew': writeSkew,
} satisfies Record<string, Anomaly>;
