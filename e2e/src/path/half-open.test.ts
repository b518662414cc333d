import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import type { ResultSink } from '@vt/sqltypes';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Netns, netnsProblem } from '../failover/netns.ts';
import { explainSkip } from '../harness/servers.ts';
import { Path, type PathOptions } from './path.ts';

/** So often the cable is pulled; VT_FAULT_ROUNDS=1000 for the long run. */
const ROUND_MS_MAX = 60_000;
const ROUNDS = Math.max(2, Number(process.env['VT_FAULT_ROUNDS'] ?? 20) / 10);
const soon = { timeout: 60_000, interval: 20 };
const nothing = { connections: 0, waiters: 0, transactions: 0, requests: 0, running: 0, shared: 0 };
const keepalive = { keepaliveTimeMs: 500, keepaliveTimeoutMs: 3_000 };
const config = { poolSize: 4, transactionCap: 4, queryTimeoutMs: 120_000, transactionTimeoutMs: 5_000 };
/** Shorter than it takes to notice that nobody answers pings. */
const IN_TIME_MS = 300;
const ROWS = 20_000;

type Failure = { readonly errno?: number | undefined; readonly message: string };

const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => ({ message: 'no error' }),
    (error: unknown) => error as Failure,
  );

/** What carries bytes between gate and tablet, and ceases to without a word. */
type Cable = {
  readonly problem: string | undefined;
  readonly route?: PathOptions['route'];
  cut(path: Path): void;
  mend(path: Path): void;
  remove(): void;
};

function veth(): Cable {
  let netns: Netns | undefined;
  return {
    problem: netnsProblem(),
    route: async (port) => {
      netns = await Netns.open(port, { inner: [], outer: [] });
      await netns.loop([port]);
      return { hostname: netns.host, port };
    },
    cut: () => netns?.cut(),
    mend: () => netns?.mend(),
    remove: () => netns?.close(),
  };
}

/** Both ends acknowledge what they get, and it goes nowhere. */
function relay(): Cable {
  return {
    problem: undefined,
    cut: ({ proxy }) => proxy.freeze(),
    mend: ({ proxy }) => proxy.thaw(),
    remove: () => {},
  };
}

/** A long result whose rows are not read until it is told to go on. */
function startLong(client: MysqlConnection): {
  begun: Promise<void>;
  goOn(): void;
  ended: Promise<Failure | undefined>;
} {
  let isStopped = true;
  const sink: { -readonly [K in keyof ResultSink]: ResultSink[K] } = {
    onDrain: undefined,
    columns() {},
    rows: () => !isStopped,
    end() {},
    error() {},
  };
  const begun = new Promise<void>((resolve) => {
    sink.rows = () => {
      resolve();
      return !isStopped;
    };
  });
  const ended = new Promise<Failure | undefined>((resolve) => {
    sink.end = () => resolve(undefined);
    sink.error = resolve;
  });
  client.query('select a.id, a.pad from big a join big b', sink);
  const goOn = (): void => {
    isStopped = false;
    sink.onDrain?.();
  };
  return { begun, goOn, ended };
}

const cables = { 'a cable that is pulled': veth, 'a relay that swallows': relay };

describe.skipIf(!availableFlavors().includes('mysql')).each(Object.entries(cables))(
  'half-open connections, by %s',
  (name, lay) => {
    const cable = lay();
    const skip = cable.problem !== undefined && explainSkip(`half-open connections, by ${name}`, cable.problem);
    let path: Path;
    let client: () => Promise<MysqlConnection>;

    beforeAll(async () => {
      if (skip) return;
      path = await Path.start('mysql', config, { keepalive, ...(cable.route && { route: cable.route }) });
      client = () => path.client();
      const filler = await client();
      await filler.execute('create table t (id int primary key, pad varchar(200))');
      await filler.execute("insert into t values (1, 'a'), (2, 'b')");
      await filler.execute('create table big (id int primary key auto_increment, pad varchar(250))');
      await filler.execute("insert into big (pad) values (repeat('x', 250))");
      for (let rows = 1; rows < ROWS; rows *= 2) await filler.execute('insert into big (pad) select pad from big');
    });

    afterEach(() => path && cable.mend(path));

    afterAll(async () => {
      await path?.stop();
      cable.remove();
    });

    const serves = async (conn: MysqlConnection): Promise<void> => {
      const answer = async () => (await failure(conn.execute('select id from t where id = 1'))).message;
      await expect.poll(answer, soon).toBe('no error');
    };

    test.skipIf(skip)(
      'each call ends with its own error, both sides let go, and what comes later is served',
      async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const [timed, waiting, reading, writing] = await Promise.all([client(), client(), client(), client()]);
          for (const conn of [timed, waiting, reading, writing]) await serves(conn);
          await reading.execute("set workload = 'olap'");
          const long = startLong(reading);
          await long.begun;
          await writing.execute('begin');
          await writing.execute("update t set pad = 'lost' where id = 1");
          const slow = failure(waiting.execute(`select sleep(100), ${round} from t where id = 1`));
          await expect.poll(() => path.held['running'], soon).toBe(2);

          cable.cut(path);
          const late = await failure(
            timed.execute(`select /*vt+ QUERY_TIMEOUT_MS=${IN_TIME_MS} */ id from t where id = 2`),
          );
          expect(late).toMatchObject({ errno: 1317 });
          expect(late.message).toContain(`the tablet did not answer within ${IN_TIME_MS} ms`);
          // A read is tried again, where somebody is left: whether the tablet is known to be away by then, or loses that call too, is a race.
          expect((await slow).message).toMatch(/no healthy tablet available|code = Unavailable/);
          long.goOn();
          expect((await long.ended)?.message).toMatch(/code = Unavailable/);
          expect((await failure(writing.execute("update t set pad = 'more' where id = 1"))).message).not.toBe(
            'no error',
          );
          // Also the tablet, which hears nothing of it.
          await expect.poll(() => path.held, soon).toEqual(nothing);
          expect(path.serving).toBe(false);

          cable.mend(path);
          await failure(writing.execute('rollback'));
          for (const conn of [timed, waiting, reading, writing]) await serves(conn);
          const { rows } = await writing.execute('select pad from t where id = 1');
          expect(Buffer.from(rows[0]?.[0] ?? []).toString()).toBe('a');
          await expect.poll(() => path.held, soon).toEqual(nothing);
          for (const conn of [timed, waiting, reading, writing]) conn.close();
        }
      },
      ROUNDS * ROUND_MS_MAX,
    );
  },
);
