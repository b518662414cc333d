import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { freePortBase } from '../harness/ports.ts';
import { prefixOf } from '../harness/servers.ts';
import { GateWithWorkers } from './gate-with-workers.ts';

const WORKERS = 3;
const soon = { timeout: 30_000, interval: 50 };

let cluster: TestCluster;
let gate: GateWithWorkers;
const clients: Connection[] = [];

beforeAll(async () => {
  cluster = await TestCluster.start({
    flavor: prefixOf('mysql') ? 'mysql' : 'mariadb',
    flags: ['--keyspace', 'ks=0', '--replicas', '0'],
  });
  const base = await freePortBase();
  gate = await GateWithWorkers.start(cluster, WORKERS, { mysql: base + 1, http: base + 2, grpc: base + 3 });
}, 180_000);

afterAll(async () => {
  for (const client of clients) client.destroy();
  await gate?.stop();
  await cluster?.stop();
});

async function connect(): Promise<Connection> {
  const client = await createConnection({ host: '127.0.0.1', port: gate.ports.mysql, user: 'root', database: 'ks' });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

async function idOf(client: Connection): Promise<number> {
  const [rows] = await client.query<RowDataPacket[]>('select connection_id() as id');
  return Number(rows[0]?.['id']);
}

const failure = (work: Promise<unknown>): Promise<{ errno?: number; message?: string }> =>
  work.then(
    () => ({}),
    (error: unknown) => error as { errno?: number; message?: string },
  );

test('clients are dealt out to all processes, with ids of their own; metrics are of all together', async () => {
  const mine = await Promise.all(Array.from({ length: 4 * WORKERS }, connect));
  const ids = await Promise.all(mine.map((client) => idOf(client)));
  expect(new Set(ids).size).toBe(ids.length);
  for (let index = 0; index < WORKERS; index++) expect(ids.filter((id) => id % WORKERS === index).length).toBe(4);
  const [list] = await (mine[0] as Connection).query<RowDataPacket[]>('show processlist');
  expect(list.map((row) => Number(row['Id'])).sort()).toEqual([...ids].sort());
  expect((await gate.vars())['MysqlServerConnCount']).toBe(ids.length);
  expect(await gate.metric('vtgate_mysql_server_conn_count')).toBe(ids.length);
});

test('KILL and KILL QUERY reach a connection from any other', async () => {
  const all = clients.slice(0, 2 * WORKERS);
  const ids = await Promise.all(all.map((client) => idOf(client)));
  for (let i = 0; i < WORKERS; i++) {
    const [killer, victim] = [all[i] as Connection, all[(i + 1) % WORKERS] as Connection];
    const slow = failure(victim.query(`select sleep(20), ${i} from (select 1 union all select 2) two`));
    // Before the statement has begun there is nothing to kill, and mysqld says nothing.
    const told = setInterval(() => void killer.query(`kill query ${ids[(i + 1) % WORKERS]}`).catch(() => {}), 100);
    expect(await slow).toMatchObject({ errno: 1317 });
    clearInterval(told);
  }
  const [killer, victim] = [all[0] as Connection, all[WORKERS + 1] as Connection];
  await killer.query(`kill ${ids[WORKERS + 1]}`);
  expect((await failure(victim.query('select 1'))).message).toBeDefined();
  expect(await failure(killer.query('kill 1000001'))).toMatchObject({ errno: 1094 });
});

test('a worker that dies takes its own clients only, and is replaced', async () => {
  const mine = await Promise.all(Array.from({ length: 2 * WORKERS }, connect));
  const before = gate.workers;
  expect(before.length).toBe(WORKERS - 1);
  process.kill(before[0] as number, 'SIGKILL');
  const ends = await Promise.all(mine.map((client) => failure(client.query('select 1'))));
  expect(ends.filter(({ message }) => message !== undefined).length).toBe(2);
  await expect.poll(() => gate.workers.length, soon).toBe(WORKERS - 1);
  const owners = async (): Promise<number> => {
    const fresh = await Promise.all(Array.from({ length: WORKERS }, connect));
    return new Set(await Promise.all(fresh.map(async (client) => (await idOf(client)) % WORKERS))).size;
  };
  await expect.poll(owners, soon).toBe(WORKERS);
});

test('SIGTERM ends all processes in order', async () => {
  const workers = gate.workers;
  expect(await gate.stop()).toBe(0);
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
});
