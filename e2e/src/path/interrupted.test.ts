import { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Path } from './path.ts';

const soon = { timeout: 30_000, interval: 20 };
const FOREVER_S = 300;
/** Of the statement under test, so that it can be found among all that run. */
const MARK = 'vt_interrupted';

type Answer = { readonly errno?: number | undefined; readonly message?: string; readonly rows?: string[][] };

const answerOf = (work: Promise<{ rows: readonly (readonly (Uint8Array | null)[])[] }>): Promise<Answer> =>
  work.then(
    ({ rows }) => ({ rows: rows.map((row) => row.map((v) => (v ? Buffer.from(v).toString() : 'NULL'))) }),
    (error: { errno?: number; message: string }) => ({
      errno: error.errno,
      message: error.message.replace(/ \(errno.*/, ''),
    }),
  );

const statements = [
  `select sleep(${FOREVER_S}) as ${MARK}`,
  `select sleep(${FOREVER_S}), 'a' as ${MARK}`,
  `select sleep(${FOREVER_S}) as ${MARK} from t where id = 1`,
  `select id, sleep(${FOREVER_S}) as ${MARK} from t order by id`,
  `select count(*) as ${MARK} from t where sleep(${FOREVER_S}) = 0`,
  `select benchmark(9000000000000, 1 + 1) as ${MARK}`,
  `select get_lock('free', 1) as ${MARK}, sleep(${FOREVER_S})`,
  `update t set pad = concat('${MARK}', sleep(${FOREVER_S})) where id = 1`,
  `insert into t select id + 10 + sleep(${FOREVER_S}), '${MARK}' from t where id = 1`,
];
/** MariaDB's DO ends well when it is killed; the gate reads what DO computes, and a read is interrupted. */
const ofMysql = [`do sleep(${FOREVER_S}), '${MARK}'`];

/** A tenth of a second for each statement. */
const limits = { mysql: 'max_execution_time = 100', mariadb: 'max_statement_time = 0.1' };

/** mysqld on its own tells what a client gets that has its query killed. */
describe.each(availableFlavors())('a query that is ended while it runs, before %s', (flavor) => {
  let path: Path;
  let killer: MysqlConnection;

  beforeAll(async () => {
    path = await Path.start(flavor, { queryTimeoutMs: 0 });
    killer = await path.client();
    await killer.execute('create table t (id int primary key, pad varchar(200))');
  });

  afterAll(() => path?.stop());

  const fill = async (): Promise<void> => {
    await path.observer.execute(`replace into vt_ks.t values (1, 'a'), (2, 'b')`);
    await path.observer.execute('delete from vt_ks.t where id > 2');
  };
  const idOf = async (connection: MysqlConnection): Promise<string> =>
    (await answerOf(connection.execute('select connection_id()'))).rows?.[0]?.[0] ?? '';
  const runs = async (): Promise<number> => {
    const { rows } = await path.observer.execute(
      `select count(*) from information_schema.processlist where info like '%${MARK}%' and info not like '%processlist%'`,
    );
    return Number(Buffer.from(rows[0]?.[0] ?? []).toString());
  };

  /** What the client gets, and what it gets of its next statement. */
  async function ended(
    client: MysqlConnection,
    sql: string,
    kill: MysqlConnection,
    begins: boolean,
  ): Promise<Answer[]> {
    await fill();
    const id = await idOf(client);
    if (begins) await client.execute('begin');
    const answer = answerOf(client.execute(sql));
    await expect.poll(runs, soon).toBe(1);
    await kill.execute(`kill query ${id}`);
    const answers = [await answer, await answerOf(client.execute('select id, pad from t order by id'))];
    if (begins) await client.execute('rollback');
    return answers;
  }

  async function direct(): Promise<MysqlConnection> {
    const connection = await MysqlConnection.connect(path.mysqld.rootOptions);
    await connection.execute('use vt_ks');
    return connection;
  }

  describe.each([false, true])('in a transaction: %s', (begins) => {
    test.each([...statements, ...(flavor === 'mysql' ? ofMysql : [])])('%s', async (sql) => {
      const plain = await direct();
      const expected = await ended(plain, sql, path.observer, begins);
      plain.close();
      const client = await path.client();
      expect(await ended(client, sql, killer, begins)).toEqual(expected);
      await expect.poll(() => path.held.running, soon).toBe(0);
    });
  });

  test('of a connection of its own', async () => {
    const sql = statements[0] as string;
    const plain = await direct();
    const client = await path.client();
    for (const each of [plain, client]) await each.execute("select get_lock('own', 0)");
    expect(await ended(client, sql, killer, false)).toEqual(await ended(plain, sql, path.observer, false));
    plain.close();
  });

  test('by a limit of the session', async () => {
    const plain = await direct();
    const client = await path.client();
    for (const each of [plain, client]) await each.execute(`set session ${limits[flavor]}`);
    await fill();
    for (const sql of statements.filter((text) => text.startsWith('select') && !text.includes('benchmark'))) {
      expect([sql, await answerOf(client.execute(sql))]).toEqual([sql, await answerOf(plain.execute(sql))]);
    }
    plain.close();
  });

  test('who waits for the same read runs it for itself', async () => {
    await fill();
    const sql = `select /*vt+ CONSOLIDATOR=enabled */ count(*) as ${MARK} from t`;
    const [killed, other] = [await path.client(), await path.client()];
    const id = await idOf(killed);
    const { consolidator } = path.tablet.protect;
    const hits = consolidator.hits;
    await path.observer.execute('lock tables vt_ks.t write');
    const first = answerOf(killed.execute(sql));
    await expect.poll(() => consolidator.running, soon).toBe(1);
    const second = answerOf(other.execute(sql));
    await expect.poll(() => consolidator.hits, soon).toBe(hits + 1);
    await killer.execute(`kill query ${id}`);
    expect(await first).toMatchObject({ errno: 1317 });
    await path.observer.execute('unlock tables');
    expect(await second).toEqual({ rows: [['2']] });
  });
});
