import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MysqlConnection } from '@vt/mysql';
import type { ResultSink } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('processes that die mid-stream', 'no mysql here');

const ROWS = 1_200;
const PAD_BYTES = 200;
const CROWD = 1_000;
/** Some 350,000 rows of one shard: far more than all buffers on the way hold. */
const long = 'select a.id, a.pad from big a join big b';
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { big: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};

type Failure = { readonly errno?: number | undefined; readonly message: string };

/** A reader that stops after the first rows until it is told to go on. */
class Reader implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly begun: Promise<void>;
  /** Undefined: it ended well. */
  readonly ended: Promise<Failure | undefined>;
  bytes = 0;
  #isStopped = true;
  #begin: () => void = () => {};
  #end: (failure: Failure | undefined) => void = () => {};

  constructor() {
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  columns(): void {}

  rows(packets: Buffer): boolean {
    this.bytes += packets.length;
    this.#begin();
    return !this.#isStopped;
  }

  goOn(): void {
    this.#isStopped = false;
    this.onDrain?.();
  }

  end(): void {
    this.#end(undefined);
  }

  error(error: Failure): void {
    this.#end(error);
  }
}

const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => ({ message: 'no error' }),
    (error: unknown) => error as Failure,
  );

/** What each of a process' threads does, as a letter of proc(5). */
function threadsOf(pid: number): string[] {
  const stats = readdirSync(`/proc/${pid}/task`).map((id) => readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'));
  return stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
}

/** Real processes of two shards. What is killed and stopped belongs to the first one. */
describe.skipIf(skip)('processes that die or stop in the middle of results', () => {
  let cluster: TestCluster;
  let scratch: string;
  let observer: MysqlConnection;
  const clients: MysqlConnection[] = [];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'vt-killed-'));
    await mkdir(join(scratch, 'ks'));
    await writeFile(join(scratch, 'ks', 'schema.sql'), 'create table big (id bigint primary key, pad varchar(250));\n');
    await writeFile(join(scratch, 'ks', 'vschema.json'), JSON.stringify(vschema));
    cluster = await TestCluster.start({
      flags: ['--keyspace', 'ks=-80,80-', '--replicas', '0', '--schema-dir', scratch],
    });
    const writer = await client('ks');
    const rows = Array.from({ length: ROWS }, (_, i) => `(${i}, '${'x'.repeat(PAD_BYTES)}')`);
    await writer.execute(`insert into big (id, pad) values ${rows.join(',')}`);
    observer = await MysqlConnection.connect({
      socketPath: join(cluster.dir, 'vt_0000000100', 'mysql.sock'),
      user: 'vt_dba',
    });
  });

  afterAll(async () => {
    for (const one of clients) one.destroy();
    observer?.destroy();
    await cluster?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  async function client(database: string): Promise<MysqlConnection> {
    const made = await MysqlConnection.connect({ host: '127.0.0.1', port: cluster.mysqlPort, user: 'root', database });
    clients.push(made);
    return made;
  }

  /** Begins the long result at a client of the first shard. */
  async function begin(): Promise<{ conn: MysqlConnection; reader: Reader }> {
    const conn = await client('ks:-80');
    await conn.execute("set workload = 'olap'");
    const reader = new Reader();
    conn.query(long, reader);
    const early = reader.ended.then((failed) => Promise.reject(new Error(`no rows came: ${failed?.message}`)));
    await Promise.race([reader.begun, early]);
    early.catch(() => {});
    return { conn, reader };
  }

  async function nothingRuns(): Promise<void> {
    await waitFor('mysqld to run nothing of it', async () => {
      const { rows } = await observer.execute(
        "select count(*) from information_schema.processlist where info like 'select a.id%'",
      );
      return String(rows[0]?.[0]) === '0';
    });
  }

  async function serves(conn: MysqlConnection): Promise<void> {
    await waitFor(
      'the shard to serve',
      async () => (await failure(conn.execute('select id from big limit 1'))).message === 'no error',
    );
  }

  const mysqldPid = async (): Promise<number> =>
    Number(await readFile(join(cluster.dir, 'vt_0000000100', 'mysql.pid'), 'utf8'));

  async function pidOf(name: string): Promise<number> {
    const { pid } = await cluster.processNamed(name);
    if (pid === null) throw new Error(`${name} does not run`);
    return pid;
  }

  test('a tablet: its client gets an error and keeps its connection, the other shard does not notice', async () => {
    const other = await client('ks:80-');
    const { conn, reader } = await begin();
    await cluster.kill9('vttablet-100');
    expect((await other.execute('select id from big limit 1')).rows.length).toBe(1);
    reader.goOn();
    // As Vitess: mysqld's 2013 is about the client's own connection, which goes on.
    const failed = await reader.ended;
    expect(failed?.message).toMatch(/^vttablet: rpc error: code = Unavailable/);
    expect(failed?.errno).toBe(1105);
    await nothingRuns();
    const away = await failure(conn.execute('select /*vt+ QUERY_TIMEOUT_MS=2000 */ id from big limit 1'));
    expect(away.message).not.toBe('no error');
    await cluster.restart('vttablet-100');
    await serves(conn);
    // What was under way of the lost result is owed by nobody: a whole one passes.
    const { conn: again, reader: whole } = await begin();
    whole.goOn();
    expect(await whole.ended).toBeUndefined();
    expect(whole.bytes).toBeGreaterThan(PAD_BYTES * 200_000);
    await serves(again);
  });

  test('a tablet that stops: others are served, and its calls end by their time or by KILL', async () => {
    const pid = await pidOf('vttablet-100');
    const conn = await client('ks:-80');
    const other = await client('ks:80-');
    const { rows } = await conn.execute('select connection_id()');
    process.kill(pid, 'SIGSTOP');
    try {
      const late = await failure(conn.execute('select /*vt+ QUERY_TIMEOUT_MS=1000 */ id from big limit 1'));
      // As Vitess: 3024 is what a mysqld says, and there is none that could.
      expect(late.message).toContain('the tablet did not answer within 1000 ms');
      expect(late.errno).toBe(1317);
      const stuck = failure(conn.execute('select id, pad from big limit 1'));
      for (let i = 0; i < 50; i++) expect((await other.execute('select id from big limit 1')).rows.length).toBe(1);
      await other.execute(`kill query ${String(rows[0]?.[0])}`);
      expect(await stuck).toMatchObject({ errno: 1317 });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await serves(conn);
  });

  /** Connections of the tablet's pools that are in use, by pool. */
  async function inUse(): Promise<Readonly<Record<string, number>>> {
    const { ports } = await cluster.processNamed('vttablet-100');
    const vars = (await (await fetch(`http://127.0.0.1:${ports?.['http']}/debug/vars`)).json()) as Record<
      string,
      number
    >;
    return Object.fromEntries(
      ['ConnPoolInUse', 'TransactionPoolInUse'].map((name) => [name, vars[name] ?? Number.NaN]),
    );
  }

  /** One more client each time, and whether any of them was refused so far: for the crowd before it, or as the tablet knows that its mysqld is not there. */
  function newcomers(): () => Promise<boolean> {
    const outcomes = new Set<number | undefined>();
    return async () => {
      const conn = await client('ks:-80');
      // Another row than others read: who asks for the same waits for the same answer.
      const sql = `select pad from big where id = ${CROWD + clients.length}`;
      void failure(conn.execute(sql)).then(({ errno }) => outcomes.add(errno));
      return outcomes.has(1203) || outcomes.has(1105);
    };
  }

  test('a mysqld that stops: of a thousand clients none waits for ever, newcomers are refused, the other shard does not notice, and nothing is left', async () => {
    const pid = await mysqldPid();
    const crowd: MysqlConnection[] = [];
    while (crowd.length < CROWD) crowd.push(...(await Promise.all(Array.from({ length: 50 }, () => client('ks:-80')))));
    const other = await client('ks:80-');
    const ask = (): Promise<Failure[]> =>
      Promise.all(crowd.map((conn, i) => failure(conn.execute(`select pad from big where id = ${i}`))));
    await serves(other);
    process.kill(pid, 'SIGSTOP');
    try {
      // Each thread stops where it next looks, and may answer somebody before that.
      await expect.poll(() => threadsOf(pid).every((state) => state === 'T'), { timeout: 10_000 }).toBe(true);
      const asked = ask();
      await expect.poll(newcomers(), { timeout: 60_000, interval: 100 }).toBe(true);
      for (let i = 0; i < 50; i++) expect((await other.execute('select id from big limit 1')).rows.length).toBe(1);
      // Until the tablet is sure that its mysqld does not answer.
      for (const { message, errno } of await asked) {
        expect(message).toMatch(/no healthy tablet available|was cancelled|too many queries|did not answer/);
        expect([1105, 1203, 1317, 3024]).toContain(errno);
      }
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await serves(crowd[0] as MysqlConnection);
    expect((await ask()).filter(({ message }) => message !== 'no error')).toEqual([]);
    await expect.poll(inUse, { timeout: 30_000 }).toEqual({ ConnPoolInUse: 0, TransactionPoolInUse: 0 });
    const { rows } = await observer.execute(
      "select count(*) <= 100 from information_schema.processlist where user = 'vt_app'",
    );
    expect(String(rows[0]?.[0])).toBe('1');
    for (const conn of crowd) conn.close();
  });

  test('a tablet that stops in the middle of a result goes on with it', async () => {
    const { conn, reader } = await begin();
    const pid = await pidOf('vttablet-100');
    process.kill(pid, 'SIGSTOP');
    reader.goOn();
    process.kill(pid, 'SIGCONT');
    expect(await reader.ended).toBeUndefined();
    expect(reader.bytes).toBeGreaterThan(PAD_BYTES * 200_000);
    await serves(conn);
  });

  test('a gate: mysqld stops sending, and the next gate serves', async () => {
    const { reader } = await begin();
    await cluster.kill9('vtgate');
    reader.goOn();
    expect(await reader.ended).toMatchObject({ errno: 2013 });
    await nothingRuns();
    await cluster.restart('vtgate');
    const conn = await client('ks:-80');
    await serves(conn);
  });
});
