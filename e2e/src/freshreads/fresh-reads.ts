import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { TestCluster } from '../harness/cluster.ts';

export type FreshReadsOptions = {
  readonly pairs: number;
  readonly clients: number;
  /** Seconds by which replicas are made to lag (SOURCE_DELAY); 0: as they are. */
  readonly lagSeconds: number;
  readonly log: (line: string) => void;
};

export type FreshReadsReport = {
  readonly pairs: number;
  readonly stale: number;
  readonly outcomes: Record<string, number>;
};

const KEYSPACE = 'fresh';

/** Clients write a value and read it from the replicas at once; counts what they see that is older than what they wrote. */
export async function freshReads(options: FreshReadsOptions): Promise<FreshReadsReport> {
  const schemaDir = await mkdtemp(join(tmpdir(), 'vt-fresh-'));
  await mkdir(join(schemaDir, KEYSPACE));
  await writeFile(
    join(schemaDir, KEYSPACE, 'tables.sql'),
    'create table r (id bigint primary key, v bigint not null);',
  );
  const vschema = {
    sharded: true,
    vindexes: { hash: { type: 'hash' } },
    tables: { r: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
  };
  await writeFile(join(schemaDir, KEYSPACE, 'vschema.json'), JSON.stringify(vschema));
  const flags = ['--keyspace', `${KEYSPACE}=-80,80-`, '--schema-dir', schemaDir, '--replicas', '1'];
  const cluster = await TestCluster.start({ flags });
  try {
    if (options.lagSeconds > 0) await delayReplicas(cluster, options.lagSeconds);
    const share = Math.ceil(options.pairs / options.clients);
    const connections = await Promise.all(Array.from({ length: options.clients }, () => cluster.connect(KEYSPACE)));
    const stale = await Promise.all(connections.map((connection, i) => client(connection, i, share)));
    const { ports } = await cluster.processNamed('vtgate');
    const vars = (await (await fetch(`http://127.0.0.1:${ports?.['http']}/debug/vars`)).json()) as Record<
      string,
      unknown
    >;
    return {
      pairs: share * options.clients,
      stale: stale.reduce((sum, one) => sum + one, 0),
      outcomes: (vars['ReadAfterWrite'] ?? {}) as Record<string, number>,
    };
  } finally {
    await cluster.stop();
    await rm(schemaDir, { recursive: true, force: true });
  }
}

async function client(connection: Connection, number: number, pairs: number): Promise<number> {
  await connection.query("set @@read_after_write = 'session'");
  await connection.query(`insert into r values (${number}, 0)`);
  let stale = 0;
  for (let i = 1; i <= pairs; i++) {
    await connection.query(`use ${KEYSPACE}`);
    await connection.query(`update r set v = ${i} where id = ${number}`);
    await connection.query(`use \`${KEYSPACE}@replica\``);
    const [rows] = await connection.query<RowDataPacket[]>(`select v from r where id = ${number}`);
    if (Number(rows[0]?.['v']) !== i) stale++;
  }
  return stale;
}

/** Every replica's mysqld waits so long before it applies what it has got. Of the server's own business, which clients of a gate may not touch. */
async function delayReplicas(cluster: TestCluster, seconds: number): Promise<void> {
  const folders = (await readdir(cluster.dir)).filter((name) => /^vt_\d{10}$/.test(name));
  let delayed = 0;
  for (const folder of folders) {
    const server = await createConnection({ socketPath: join(cluster.dir, folder, 'mysql.sock'), user: 'vt_dba' });
    const [sources] = await server.query<RowDataPacket[]>('show replica status');
    if (sources.length > 0) {
      await server.query('stop replica sql_thread');
      await server.query(`change replication source to source_delay = ${seconds}`);
      await server.query('start replica sql_thread');
      delayed++;
    }
    await server.end();
  }
  if (delayed === 0) throw new Error('no replica was found to be made to lag');
}
