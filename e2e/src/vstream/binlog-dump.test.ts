import { credentials } from '@grpc/grpc-js';
import { type BinlogEvent, type BinlogOptions, parsePosition, readBinlog } from '@vt/mysql';
import { makeClient } from '@vt/proto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { GateWithWorkers } from '../path/gate-with-workers.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('binary logs through a gate', 'no mysqld here');
/** A row larger than a packet of the protocol. */
const LONG_BYTES = 17 << 20;

describe.skipIf(skip)('a client that follows a shard’s binary log through a gate, as a replica does', () => {
  let cluster: TestCluster;
  let gate: GateWithWorkers;
  let db: Connection;

  beforeAll(async () => {
    cluster = await TestCluster.start({ flags: ['--keyspace', 'logged=-80,80-', '--replicas', '0'] });
    const ports = { mysql: cluster.portBase + 390, http: cluster.portBase + 391, grpc: cluster.portBase + 392 };
    const flags = ['--enable-binlog-dump', '--binlog-dump-authorized-users', 'root,unsecure_grpc_client'];
    flags.push('--binlog-dump-default-target', 'logged:-80');
    gate = await GateWithWorkers.start(cluster, 1, ports, flags);
    db = await cluster.connect('logged:-80');
    await db.query('create table t (id int primary key, b longblob)');
  }, 240_000);

  afterAll(async () => {
    await gate?.stop();
    await cluster?.stop();
  });

  const options = (database: string, more: Partial<BinlogOptions> = {}): BinlogOptions => ({
    connect: { host: '127.0.0.1', port: gate.ports.mysql, user: 'root', database },
    start: undefined,
    serverId: 77,
    ...more,
  });

  async function executed(): Promise<string> {
    const [rows] = await db.query<RowDataPacket[]>('select @@global.gtid_executed as set_of');
    return String(rows[0]?.['set_of']).replaceAll('\n', '');
  }

  async function lengths(options: BinlogOptions, until: (found: readonly number[]) => boolean): Promise<number[]> {
    const stop = new AbortController();
    const found: number[] = [];
    for await (const batch of readBinlog(options, stop.signal)) {
      for (const event of batch) found.push(...lengthsOf(event));
      if (until(found)) break;
    }
    return found;
  }

  function lengthsOf(event: BinlogEvent): number[] {
    if (event.kind !== 'Rows' || event.table.name !== 't') return [];
    return event.rows.map(({ after }) => (after?.[1] instanceof Uint8Array ? after[1].length : -1));
  }

  test('gets what there is, then what happens, long rows too, and an end where it does not want to wait', async () => {
    const start = parsePosition(await executed(), 'MySQL56');
    await db.query("insert into t values (1, 'one'), (2, repeat('x', 100000))");
    const following = lengths(options('logged:-80@primary', { start }), (found) => found.length === 3);
    await db.query(`set session max_allowed_packet = ${64 << 20}`).catch(() => {});
    await db.query(`insert into t select 3, repeat('y', ${LONG_BYTES}) from t where id = 1`);
    expect(await following).toEqual([3, 100_000, LONG_BYTES]);
    expect(await lengths(options('logged:-80', { start, endsWithLog: true }), () => false)).toEqual([
      3,
      100_000,
      LONG_BYTES,
    ]);
  }, 60_000);

  test('from a place in a file of one tablet, and without a database the log of the default target', async () => {
    const [places] = await db.query<RowDataPacket[]>('show binary logs');
    const file = String(places.at(-1)?.['Log_name']);
    const [tablets] = await db.query<RowDataPacket[]>('show vitess_tablets');
    const tablet = tablets.find(({ Shard, TabletType }) => Shard === '-80' && TabletType === 'PRIMARY');
    const start = { kind: 'FilePos', file, position: 4n } as const;
    const target = `logged:-80@primary|${tablet?.['Alias']}`;
    expect(await lengths(options(target, { start, endsWithLog: true }), () => false)).toContain(LONG_BYTES);
    const all = await lengths(options('logged:-80', { endsWithLog: true }), () => false);
    expect(await lengths(options('', { endsWithLog: true }), () => false)).toEqual(all);
  }, 60_000);

  test('is refused without a shard, without a tablet for a place in a file, and by a gate that does not give it', async () => {
    const file = { start: { kind: 'FilePos', file: 'binlog.000001', position: 4n } } as const;
    const code = (one: BinlogOptions) => expect(lengths(one, () => false)).rejects;
    await code(options('logged')).toThrow('keyspace:shard');
    await code(options('logged:-80', file)).toThrow('a place in a file');
    const closed = options('logged:-80');
    await code({ ...closed, connect: { ...closed.connect, port: cluster.mysqlPort } }).toThrow('--enable-binlog-dump');
  });

  test('by gRPC too, and no one who is not listed', async () => {
    const client = makeClient('vtgateservice.Vitess', `127.0.0.1:${gate.ports.grpc}`, credentials.createInsecure());
    const request = { keyspace: 'logged', shard: '-80', tablet_type: 'PRIMARY', flags: 1 } as const;
    let bytes = 0;
    for await (const { raw } of client.serverStream('BinlogDumpGTID', request)) bytes += raw.length;
    expect(bytes).toBeGreaterThan(LONG_BYTES);
    client.grpc.close();
    const other = options('logged:-80');
    const denied = lengths({ ...other, connect: { ...other.connect, user: 'somebody' } }, () => false);
    await expect(denied).rejects.toMatchObject({ errno: 1227 });
  });
});
