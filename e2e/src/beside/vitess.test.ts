import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { VitessPrograms, vitessBin } from './vitess-programs.ts';

const bin = vitessBin();
const missing = (['mysql', 'etcd'] as const).find((name) => prefixOf(name) === undefined);
const reason = missing ? `no ${missing} here` : 'VT_VITESS_BIN names no folder with programs of Vitess';
const skip = (bin === undefined || missing !== undefined) && explainSkip('beside programs of Vitess', reason);

const ROWS = 2_000;
const UID = 500;

describe.skipIf(skip)('beside programs of Vitess', () => {
  let cluster: TestCluster;
  let vitess: VitessPrograms;
  let gate: Connection;
  let servers: Connection[] = [];

  beforeAll(async () => {
    cluster = await TestCluster.start({ topo: 'etcd', flags: ['--keyspace', 'ours=0', '--replicas', '1'] });
    vitess = new VitessPrograms(bin as string, cluster);
    await vitess.ask('CreateKeyspace', '--durability-policy', 'none', 'theirs');
    await vitess.tablet(UID, 'theirs');
    gate = await cluster.connect('ours');
    await waitFor('a primary among their tablets', async () =>
      (await vitess.ask('GetTablets', '--keyspace', 'theirs')).includes('primary'),
    );
    await waitFor('our gate to see it', async () => {
      await gate.query('select 1 from theirs.nothing').catch((error: { errno?: number }) => {
        if (error.errno !== 1146) throw error;
      });
      return true;
    });
  });

  afterAll(async () => {
    for (const server of servers) server.destroy();
    await vitess?.stop();
    await cluster?.stop();
  });

  /** What a tablet's mysqld itself has. */
  async function server(uid: number): Promise<Connection> {
    const socketPath = join(cluster.dir, `vt_${String(uid).padStart(10, '0')}`, 'mysql.sock');
    const connection = await createConnection({ socketPath, user: 'vt_dba' });
    connection.on('error', () => {});
    servers = [...servers, connection];
    return connection;
  }

  const numbers = async (connection: Connection, sql: string): Promise<number[]> => {
    const [rows] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true });
    return (rows as unknown as (number | string)[][]).map(([value]) => Number(value));
  };

  const isCopied = async (keyspace: string, workflow: string): Promise<boolean> => {
    const shown = await vitess.ask('Workflow', '--keyspace', keyspace, 'show', '--workflow', workflow);
    return /"state": "Running"/.test(shown);
  };

  const vdiff = async (keyspace: string, workflow: string): Promise<string> => {
    const of = ['--workflow', workflow, '--target-keyspace', keyspace];
    await vitess.ask('VDiff', ...of, 'create');
    let shown = '';
    await waitFor(`VDiff of ${workflow}`, async () => {
      shown = await vitess.ask('VDiff', ...of, 'show', 'last');
      return /State:\s+(completed|error)/.test(shown);
    });
    return shown.replace(/\s+/g, ' ');
  };

  test.each([
    ['theirs', 'ours', UID, 100],
    ['ours', 'theirs', 100, UID],
  ])('MoveTables from %s to %s, there and back and there', async (source, target, sourceUid, targetUid) => {
    const table = `from_${source}`;
    await gate.query(`use ${source}`);
    await gate.query(`create table ${table} (id bigint primary key, name varchar(20), doc json, at datetime(3))`);
    const values = Array.from({ length: ROWS }, (_, i) => `(${i}, 'n${i}', '{"a": ${i}}', '2024-01-02 03:04:05.678')`);
    await gate.query(`insert into ${table} values ${values.join()}`);
    const workflow = `to_${target}`;
    const move = (...args: string[]) =>
      vitess.ask('MoveTables', '--workflow', workflow, '--target-keyspace', target, ...args);
    await move('create', '--source-keyspace', source, '--tables', table);
    await waitFor('the copy', () => isCopied(target, workflow));
    await gate.query(`update ${table} set name = 'changed' where id < 10`);
    expect(await vdiff(target, workflow)).toContain(`State: completed RowsCompared: ${ROWS} HasMismatch: false`);

    expect(await move('switchtraffic', '--tablet-types', 'replica,rdonly')).toContain('All Reads Switched. Writes Not');
    expect(await move('reversetraffic', '--tablet-types', 'replica,rdonly')).toContain(
      'Reads Not Switched. Writes Not',
    );
    expect(await move('switchtraffic')).toContain('All Reads Switched. Writes Switched');
    await gate.query(`insert into ${table} (id) values (10001)`);
    expect(await vdiff(source, `${workflow}_reverse`)).toContain('HasMismatch: false');
    expect(await move('reversetraffic')).toContain('Reads Not Switched. Writes Not Switched');
    await gate.query(`insert into ${table} (id) values (10002)`);
    expect(await move('switchtraffic')).toContain('All Reads Switched. Writes Switched');
    // The streams still come from where they came from.
    const [stream] = await (await server(targetUid)).query<RowDataPacket[]>(
      `select source from _vt.vreplication where workflow = '${workflow}'`,
    );
    expect(String(stream[0]?.['source'])).toContain(`keyspace:"${source}"`);

    await move('complete');
    const count = `select count(*) from vt_${target}.${table}`;
    expect(await numbers(await server(targetUid), count)).toEqual([ROWS + 2]);
    const left = `select count(*) from information_schema.tables where table_schema = 'vt_${source}' and table_name = '${table}'`;
    expect(await numbers(await server(sourceUid), left)).toEqual([0]);
    expect(await numbers(gate, `select count(*) from ${target}.${table}`)).toEqual([ROWS + 2]);
    expect(await vitess.ask('Workflow', '--keyspace', target, 'list')).toBe('[]\n');
  });

  test('their vtorc repairs our tablets', async () => {
    const { pid } = await cluster.processNamed('vtorc');
    process.kill(pid as number);
    await vitess.vtorc();
    const replica = await server(101);
    const isReplicating = async (): Promise<boolean> => {
      const [rows] = await replica.query<RowDataPacket[]>('show replica status');
      return rows[0]?.['Replica_IO_Running'] === 'Yes' && rows[0]?.['Replica_SQL_Running'] === 'Yes';
    };
    await replica.query('stop replica');
    expect(await isReplicating()).toBe(false);
    await waitFor('replication to go on', isReplicating);
    await replica.query('set global super_read_only = 0');
    await replica.query('set global read_only = 0');
    await waitFor('the replica to be read-only', async () => (await numbers(replica, 'select @@read_only'))[0] === 1);
    const repaired = async (): Promise<number> => {
      const vars = await (await fetch(`http://127.0.0.1:${vitess.httpOfVtorc}/debug/vars`)).json();
      return (vars as { SuccessfulRecoveries: Record<string, number> }).SuccessfulRecoveries['FixReplica.ours.0'] ?? 0;
    };
    // Counted when a repair is over, which is later than its effect.
    await expect.poll(repaired).toBeGreaterThanOrEqual(2);
  });

  test('a log of theirs tells of no crash', async () => {
    expect(await readFile(join(cluster.dir, 'logs', `vitess-vttablet-${UID}.log`), 'utf8')).not.toContain('panic:');
  });
});
