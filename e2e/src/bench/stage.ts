import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { TestCluster } from '../harness/cluster.ts';
import { endsWithUs } from '../harness/ending.ts';
import type { RawTarget } from './raw-client.ts';
import { TABLE_ROWS } from './workloads.ts';

const LOAD_BATCH_ROWS = 1_000;
/** Of the first shard; those of the others follow. */
const PRIMARY_UID = 100;
const UIDS_APART = 100;
/** Direct connections need as many as there are clients; the servers of small clusters allow fewer. */
const MYSQLD_CONNECTIONS_MAX = 700;
const TRANSACTIONS_MAX = 300;

export type System = { readonly name: 'direct' | 'proxy' | 'vtgate'; readonly target: RawTarget };

/** Everything that is measured, up and filled. */
export type Stage = {
  readonly systems: readonly System[];
  readonly pids: Readonly<Record<string, number>>;
  /** HTTP ports of gate and tablet, for profiles. */
  readonly httpPorts: Readonly<Record<'gate' | 'tablet', number>>;
  close(): Promise<void>;
};

const tableSql = `create table sbtest1 (id bigint not null primary key, k int not null default 0,
  c char(120) not null default '', pad char(60) not null default '', key k_1 (k))`;

/** @param existing folder of a cluster that is up and has the keyspace `bench`; undefined: one is made and removed. */
export async function setStage(existing: string | undefined, shards: number): Promise<Stage> {
  const scratch = await mkdtemp(join(tmpdir(), 'vt-bench-'));
  const dir = existing ?? join(scratch, 'cluster');
  const cluster =
    existing === undefined
      ? await TestCluster.start({
          dir,
          flags: [
            ...['--keyspace', `bench=${shardNames(shards).join(',')}`, '--replicas', '0'],
            ...['--schema-dir', await schemaDir(scratch, shards)],
          ],
        })
      : undefined;
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
    await cluster?.stop();
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    const { processes } = await statusOf(dir);
    const find = (name: string) => {
      const found = processes.find((p) => p.name === name);
      if (!found?.pid || !found.ports) throw new Error(`${name} does not run in ${dir}`);
      return { pid: found.pid, ports: found.ports };
    };
    const gate = find('vtgate');
    const tablets = await Promise.all(
      Array.from({ length: shards }, async (_, i) => {
        const uid = PRIMARY_UID + i * UIDS_APART;
        return { tablet: find(`vttablet-${uid}`), mysqld: await mysqldOf(dir, uid) };
      }),
    );
    const [{ tablet, mysqld }] = tablets as [(typeof tablets)[0]];
    const direct: RawTarget = { host: '127.0.0.1', port: mysqld.port, user: 'vt_filtered', database: 'vt_bench' };
    const viaGate: RawTarget = { host: '127.0.0.1', port: gate.ports['mysql'] ?? 0, user: 'root', database: 'bench' };
    for (const { tablet } of tablets) await raiseCap(tablet.ports['http'] ?? 0);
    await fill(viaGate);
    const proxy = await startProxy(mysqld.port);
    closers.push(() => proxy.process.kill());
    const behind = tablets.flatMap(({ tablet, mysqld }, i) => {
      const nth = i === 0 ? '' : String(i + 1);
      return [
        [`tablet${nth}`, tablet.pid],
        [`mysqld${nth}`, mysqld.pid],
      ] as const;
    });
    return {
      systems: [...(shards > 1 ? [] : systemsOf(direct, proxy.port)), { name: 'vtgate', target: viaGate }],
      pids: { gate: gate.pid, proxy: proxy.process.pid ?? 0, ...Object.fromEntries(behind) },
      httpPorts: { gate: gate.ports['http'] ?? 0, tablet: tablet.ports['http'] ?? 0 },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Process = {
  readonly name: string;
  readonly pid: number | null;
  readonly ports?: Readonly<Record<string, number>>;
};

async function statusOf(dir: string): Promise<{ readonly processes: readonly Process[] }> {
  const vt = fileURLToPath(new URL('../../../apps/vt/bin.mjs', import.meta.url));
  const child = spawn(process.execPath, [vt, 'status', '--json', '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return JSON.parse(Buffer.concat(chunks).toString()) as { processes: Process[] };
}

function systemsOf(direct: RawTarget, proxyPort: number): System[] {
  return [
    { name: 'direct', target: direct },
    { name: 'proxy', target: { ...direct, port: proxyPort } },
  ];
}

/** Equal parts of the key range. */
function shardNames(count: number): string[] {
  if (count === 1) return ['0'];
  const edge = (i: number): string =>
    i === 0 || i === count
      ? ''
      : Math.floor((i * 256) / count)
          .toString(16)
          .padStart(2, '0');
  return Array.from({ length: count }, (_, i) => `${edge(i)}-${edge(i + 1)}`);
}

const shardedVschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { sbtest1: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};

async function schemaDir(dir: string, shards: number): Promise<string> {
  const folder = join(dir, 'schema', 'bench');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'schema.sql'), `${tableSql};\n`);
  await writeFile(
    join(folder, 'vschema.json'),
    JSON.stringify(shards > 1 ? shardedVschema : { tables: { sbtest1: {} } }),
  );
  return join(dir, 'schema');
}

async function mysqldOf(dir: string, uid: number): Promise<{ readonly port: number; readonly pid: number }> {
  const folder = join(dir, `vt_${String(uid).padStart(10, '0')}`);
  const dba = await createConnection({ socketPath: join(folder, 'mysql.sock'), user: 'vt_dba' });
  await dba.query(`set global max_connections = ${MYSQLD_CONNECTIONS_MAX}`);
  const [rows] = await dba.query<RowDataPacket[]>('select @@port as port');
  await dba.end();
  return { port: Number(rows[0]?.['port']), pid: Number(await readFile(join(folder, 'mysql.pid'), 'utf8')) };
}

/** Direct connections have a transaction each; a tablet of small clusters lets 20 at a time, and the others wait a second at most. */
async function raiseCap(port: number): Promise<void> {
  const form = new URLSearchParams({ varname: 'TransactionPoolSize', value: String(TRANSACTIONS_MAX) });
  const response = await fetch(`http://127.0.0.1:${port}/debug/env?${form}`, { method: 'POST' });
  if (!response.ok) throw new Error(`the tablet keeps its transaction cap: ${await response.text()}`);
}

async function fill(target: RawTarget): Promise<void> {
  const connection = await createConnection({ ...target });
  const [rows] = await connection.query<RowDataPacket[]>(`select count(*) as n from sbtest1 where id <= ${TABLE_ROWS}`);
  const have = Number(rows[0]?.['n']);
  for (let id = have < TABLE_ROWS ? 1 : TABLE_ROWS + 1; id <= TABLE_ROWS; id += LOAD_BATCH_ROWS) {
    const values = Array.from(
      { length: LOAD_BATCH_ROWS },
      (_, i) => `(${id + i}, ${id + i}, '${'c'.repeat(100)}', '${'p'.repeat(50)}')`,
    );
    await connection.query(`insert ignore into sbtest1 (id, k, c, pad) values ${values.join(',')}`);
  }
  await connection.end();
}

async function startProxy(targetPort: number): Promise<{ process: ChildProcess; port: number }> {
  const file = fileURLToPath(new URL('tcp-proxy.js', import.meta.url));
  const argv = [file, String(targetPort)];
  const child = endsWithUs(spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] }));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, port: Number(line.toString()) };
}
