import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { TestCluster, waitFor } from '../../harness/cluster.ts';
import { endsWithUs } from '../../harness/ending.ts';
import type { RawTarget } from '../raw-client.ts';

const SHARDS = ['-40', '40-80', '80-c0', 'c0-'] as const;
/** Of the first shard; those of the others follow. */
const PRIMARY_UID = 100;
const UIDS_APART = 100;
/** The vindex `numeric` takes the number as keyspace id: a quarter of all numbers is one shard's. */
const IDS_APART = 1n << 62n;

/** `other_id` names a row of any shard; `g` has 1,000 values, `k` has no order. */
const table = (name: string): string => `create table ${name} (id bigint unsigned not null primary key,
  other_id bigint unsigned not null, g int not null, k int not null, pad char(20) not null, key (g))`;

const vschema = {
  sharded: true,
  vindexes: { numeric: { type: 'numeric' } },
  tables: {
    big: { column_vindexes: [{ column: 'id', name: 'numeric' }] },
    other: { column_vindexes: [{ column: 'id', name: 'numeric' }] },
  },
};

/** Four shards, filled, their mysqlds, and a gate of one's own beside the cluster's. */
export type FourShards = {
  readonly rows: number;
  /** To each shard's mysqld, whose table is its part. */
  readonly direct: readonly Connection[];
  readonly directTargets: readonly RawTarget[];
  readonly gate: RawTarget;
  readonly gatePid: number;
  /** Statements that shards got of gates since it was asked last. */
  statements(): Promise<number>;
  close(): Promise<void>;
};

/** @param gateFlags of the gate that is measured */
export async function fourShards(
  rowsOfShard: number,
  portBase: number | undefined,
  gateFlags: readonly string[],
): Promise<FourShards> {
  const scratch = await mkdtemp(join(tmpdir(), 'vt-bench-'));
  const dir = join(scratch, 'cluster');
  const schema = join(scratch, 'schema');
  await mkdir(join(schema, 'bench'), { recursive: true });
  await writeFile(join(schema, 'bench', 'schema.sql'), `${table('big')};\n${table('other')};\n`);
  await writeFile(join(schema, 'bench', 'vschema.json'), JSON.stringify(vschema));
  const cluster = await TestCluster.start({
    dir,
    ...(portBase !== undefined && { portBase }),
    flags: ['--keyspace', `bench=${SHARDS.join(',')}`, '--replicas', '0', '--schema-dir', schema],
  });
  const closers: (() => Promise<unknown>)[] = [
    () => rm(scratch, { recursive: true, force: true }),
    () => cluster.stop(),
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const direct: Connection[] = [];
    const directTargets: RawTarget[] = [];
    for (const nth of SHARDS.keys()) {
      const folder = join(dir, `vt_${String(PRIMARY_UID + nth * UIDS_APART).padStart(10, '0')}`);
      const dba = await createConnection({
        socketPath: join(folder, 'mysql.sock'),
        user: 'vt_dba',
        database: 'vt_bench',
      });
      closers.push(() => dba.end());
      const [[found]] = await dba.query<RowDataPacket[]>('select @@port as port');
      direct.push(dba);
      const port = Number(found?.['port']);
      directTargets.push({ host: '127.0.0.1', port, user: 'vt_filtered', database: 'vt_bench' });
      await fill(dba, BigInt(nth), rowsOfShard);
    }
    const { pid, port, process } = await anotherGate(cluster, gateFlags);
    closers.push(async () => {
      process.kill();
    });
    return {
      rows: rowsOfShard * SHARDS.length,
      direct,
      directTargets,
      gate: { host: '127.0.0.1', port, user: 'root', database: 'bench' },
      gatePid: pid,
      statements: () => routed(port),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Rows 1 to `rows` of one shard, where the gate would put them. */
async function fill(shard: Connection, nth: bigint, rows: number): Promise<void> {
  const first = nth * IDS_APART + 1n;
  const digits =
    'select 0 d union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9';
  const places = Math.ceil(Math.log10(rows));
  const number = Array.from({ length: places }, (_, i) => `d${i}.d * ${10 ** i}`).join(' + ');
  const from = Array.from({ length: places }, (_, i) => `(${digits}) d${i}`).join(' cross join ');
  // Other rows are spread over all shards; a step that shares no factor with the count reaches each of them once.
  const other = `${first} + n as id, cast(n % 4 as unsigned) * ${IDS_APART} + 1 + (n * 7919) % ${rows} as other_id`;
  await shard.query('set sql_log_bin = 0, unique_checks = 0');
  for (const name of ['big', 'other']) {
    await shard.query(
      `insert into ${name} select ${other}, n % 1000, crc32(n) % 1000000000, lpad(n, 20, 'x')
        from (select ${number} as n from ${from}) numbers where n < ${rows} order by n`,
    );
    await shard.query(`analyze table ${name}`);
  }
}

type Gate = { readonly pid: number; readonly port: number; readonly process: ChildProcess };

/** As the cluster's own, on other ports and with other limits. */
async function anotherGate(cluster: TestCluster, flags: readonly string[]): Promise<Gate> {
  const { pid } = await cluster.processNamed('vtgate');
  const [node, ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter((one) => one !== '');
  const port = cluster.portBase + 390;
  const places: Readonly<Record<string, string | number>> = {
    '--mysql-server-port': port,
    '--port': port + 1,
    '--grpc-port': port + 2,
    '--mysql-server-socket-path': join(cluster.dir, 'measured.sock'),
  };
  const own = args.map((arg, i) => String(places[args[i - 1] ?? ''] ?? arg));
  const log = await open(join(cluster.dir, 'logs', 'measured-vtgate.log'), 'a');
  const child = endsWithUs(spawn(node as string, [...own, ...flags], { stdio: ['ignore', log.fd, log.fd] }));
  await log.close();
  await waitFor('the gate that is measured', async () => {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', database: 'bench' });
    await connection.query('select count(*) from big where id = 1').finally(() => connection.end());
    return true;
  });
  return { pid: child.pid as number, port, process: child };
}

/** What the gate counts as sent to shards. */
async function routed(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port + 1}/debug/vars`);
  const { QueryRoutes: routes } = (await response.json()) as { QueryRoutes?: Readonly<Record<string, number>> };
  return Object.values(routes ?? {}).reduce((sum, one) => sum + one, 0);
}
