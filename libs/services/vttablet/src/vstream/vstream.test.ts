import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BinlogEvent, EventReader } from '@vt/mysql';
import { availableFlavors, findPrograms, freePort } from '@vt/mysql/testing';
import type { Message, MessageInput } from '@vt/proto';
import { fromProtoRow, RowAssembler } from '@vt/sqltypes';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';

const target = { keyspace: 'commerce', shard: '0', tablet_type: 'PRIMARY' } as const;

describe.each(availableFlavors())('streams of a tablet on %s', (flavor) => {
  let directory: string;
  let topo: TopoServer;
  let tablet: TestTablet;

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-vstream-'));
    const args = [
      '--init-keyspace=commerce',
      '--init-shard=0',
      '--topo-global-server-address=x:1',
      `--flavor=${flavor}`,
      `--mysqld-prefix=${dirname(findPrograms(flavor) ?? '')}`,
      `--tablet-dir=${directory}`,
      '--mysqld-profile=small',
      '--mysqld-shutdown',
      '--tablet-hostname=127.0.0.1',
      `--mycnf-mysql-port=${await freePort()}`,
    ];
    tablet = new TestTablet(100, args);
    await tablet.start();
    await tablet.manager.unary('InitPrimary', {});
  });

  afterAll(async () => {
    await tablet?.stop();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const texts = (rows: readonly Message<'query.Row'>[]): string[] =>
    rows.map((row) => fromProtoRow(row).map(String).join());

  test('rows of a table, and what changes after them', async () => {
    await expect.poll(() => tablet.state, { timeout: 60_000, interval: 50 }).toBe('primary SERVING');
    await tablet.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from('create table vt_commerce.t (id int primary key, v varchar(10))'),
      max_rows: 1n,
    });
    await tablet.query("insert into t values (1, 'a'), (2, 'b')", 'PRIMARY');
    const rows: string[] = [];
    let gtid = '';
    for await (const part of tablet.queries.serverStream('VStreamRows', { target, query: 'select * from t' })) {
      gtid ||= part.gtid;
      rows.push(...texts(part.rows));
    }
    expect(rows).toEqual(['1,a', '2,b']);
    await tablet.query("update t set v = 'c' where id = 2", 'PRIMARY');
    const kinds: string[] = [];
    for await (const { events } of tablet.queries.serverStream('VStream', { target, position: gtid })) {
      kinds.push(...events.map(({ type }: { readonly type: unknown }) => String(type)));
      if (kinds.includes('COMMIT')) break;
    }
    expect(kinds.filter((kind) => kind !== 'HEARTBEAT')).toEqual(['BEGIN', 'FIELD', 'ROW', 'GTID', 'COMMIT']);
  });

  test('all tables, and the result of a query', async () => {
    const tables = new Map<string, string[]>();
    for await (const { table_name, rows } of tablet.queries.serverStream('VStreamTables', { target }))
      tables.set(table_name, [...(tables.get(table_name) ?? []), ...texts(rows)]);
    expect([...tables]).toEqual([['t', ['1,a', '2,c']]]);
    const results: string[] = [];
    for await (const { rows } of tablet.queries.serverStream('VStreamResults', {
      target,
      query: 'select count(*) from t',
    }))
      results.push(...texts(rows));
    expect(results).toEqual(['2']);
  });

  /** More than a packet may have, where the server takes so much. */
  const longBytes = { mysql: 17 << 20, mariadb: 1 << 20 };

  /** The events of the log behind a place, as a replica would read them, up to one for which `until` says so; undefined: to the log's end. */
  async function dumped(
    request: MessageInput<'binlogdata.BinlogDumpGTIDRequest'>,
    until?: (e: BinlogEvent) => boolean,
  ) {
    const reader = new EventReader();
    const events: BinlogEvent[] = [];
    const sequences: number[] = [];
    let sawEnd = false;
    let waiting = Buffer.alloc(0);
    const packets = new RowAssembler();
    for await (const { raw } of tablet.queries.serverStream('BinlogDumpGTID', { target, ...request })) {
      waiting = Buffer.concat([waiting, raw]);
      for (let bytes = 4; waiting.length >= 4; waiting = waiting.subarray(bytes)) {
        bytes = 4 + waiting.readUIntLE(0, 3);
        if (waiting.length < bytes) break;
        sequences.push(waiting[3] ?? 0);
        packets.push(waiting.subarray(0, bytes), (payload, start, end) => {
          if (payload[start] === 0xfe) sawEnd = true;
          else events.push(...reader.read(Buffer.from(payload.subarray(start + 1, end))));
        });
      }
      if (until && events.some(until)) break;
    }
    expect(sequences).toEqual(sequences.map((_, i) => (i + 1) & 0xff));
    return { events, sawEnd };
  }

  const bytesOf = (event: BinlogEvent): number | undefined => {
    const cell = event.kind === 'Rows' ? event.rows[0]?.after?.[1] : undefined;
    return cell instanceof Uint8Array ? cell.length : undefined;
  };

  const changed = ({ events }: { readonly events: readonly BinlogEvent[] }): string[] =>
    events.flatMap((event) =>
      event.kind === 'Rows' && !event.table.database.startsWith('_vt')
        ? [`${event.table.name} ${event.rows.length}`]
        : [],
    );

  test('the binary log as a replica gets it', async () => {
    const from = flavor === 'mysql' ? '@@global.gtid_executed' : '@@global.gtid_current_pos';
    const [row] = await tablet.query(`select ${from}`, 'PRIMARY');
    const gtid_set = String(row?.[0]);
    await tablet.query('create table d (id int primary key, b longblob)', 'PRIMARY');
    await tablet.query("insert into d values (1, 'one'), (2, 'two')", 'PRIMARY');
    const upToNow = await dumped({ gtid_set, flags: 1 });
    expect([changed(upToNow), upToNow.sawEnd]).toEqual([['d 2'], true]);
    const rotate = upToNow.events.find((event) => event.kind === 'Rotate');
    const binlog_filename = rotate?.kind === 'Rotate' ? rotate.file : '';
    expect(binlog_filename).toMatch(/^[\w.-]+\.\d{6}$/);
    const file = await dumped({ binlog_filename, binlog_position: 4n, flags: 1 });
    expect(changed(file).at(-1)).toBe('d 2');
    const bytes = longBytes[flavor];
    const following = dumped({ gtid_set }, (event) => event.kind === 'Rows' && bytesOf(event) === bytes);
    await tablet.query(`insert into d values (3, repeat('x', ${bytes}))`, 'PRIMARY');
    expect(changed(await following)).toEqual(['d 2', 'd 1']);
  });

  test('the binary log is refused to who means another shard or what there is not', async () => {
    const code = (request: MessageInput<'binlogdata.BinlogDumpGTIDRequest'>) =>
      tablet.queries
        .serverStream('BinlogDumpGTID', { target, ...request })
        [Symbol.asyncIterator]()
        .next();
    await expect(code({ target: { ...target, shard: '-80' } })).rejects.toMatchObject({ code: 3 });
    await expect(code({ gtid_set: 'nonsense' })).rejects.toMatchObject({ code: 3 });
    await expect(code({ binlog_filename: 'nothing.000001', binlog_position: 4n })).rejects.toThrow(
      /binary log|binlog/i,
    );
  });

  test('a caller who means another shard is refused', async () => {
    const wrong = { ...target, shard: '-80' };
    const stream = tablet.queries.serverStream('VStreamRows', { target: wrong, query: 'select * from t' });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 3 });
  });

  async function configure(throttler_config: MessageInput<'topodata.ThrottlerConfig'>): Promise<void> {
    const served = await topo.serving.keyspace('zone1', 'commerce');
    await topo.serving.saveKeyspace('zone1', 'commerce', { ...served, throttler_config } as never);
  }

  const check = async (app_name: string) => {
    const { response_code, value } = await tablet.manager.unary('CheckThrottler', { app_name });
    return { code: String(response_code), value };
  };

  test('a throttler holds streams of rows back, by a metric and by a rule', async () => {
    expect(await check('any')).toEqual({ code: 'OK', value: 0 });
    await configure({ enabled: true, custom_query: 'select 7', threshold: 5 });
    await expect.poll(() => check('any'), { timeout: 30_000 }).toEqual({ code: 'THRESHOLD_EXCEEDED', value: 7 });
    const told: boolean[] = [];
    for await (const part of tablet.queries.serverStream('VStreamRows', { target, query: 'select * from t' })) {
      told.push(part.throttled);
      if (told.length === 3) await configure({ enabled: true, custom_query: 'select 3', threshold: 5 });
    }
    expect(told.slice(0, 3)).toEqual([false, true, true]);
    expect(told.at(-1)).toBe(false);
    const expires_at = { seconds: BigInt(Math.floor(Date.now() / 1000) + 600), nanoseconds: 0 };
    await configure({ enabled: true, throttled_apps: { test: { name: 'test', ratio: 1, expires_at } } });
    await expect.poll(() => check('vcopier:1:test'), { timeout: 30_000 }).toMatchObject({ code: 'APP_DENIED' });
    expect((await check('always-throttled-app')).code).toBe('APP_DENIED');
    const until = new Date(Number(expires_at.seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    expect(await tablet.query('show vitess_throttled_apps', 'PRIMARY')).toEqual([['test', until, '1']]);
    expect(await tablet.query('SHOW VITESS_THROTTLER STATUS', 'PRIMARY')).toEqual([['0', '1', '5', '']]);
  });

  test('a throttler measures the lag by heartbeats', async () => {
    await configure({ enabled: true });
    await expect.poll(async () => (await check('any')).code, { timeout: 30_000 }).toBe('OK');
    const { aggregated_metrics, is_leader } = await tablet.manager.unary('GetThrottlerStatus', {});
    expect(is_leader).toBe(true);
    const names = ['lag', 'threads_running', 'loadavg', 'history_list_length', 'mysqld-datadir-used-ratio'];
    for (const name of names) expect({ [name]: aggregated_metrics[`shard/${name}`]?.error }).toEqual({ [name]: '' });
    const [row] = await tablet.query('select keyspaceShard, tabletUid from _vt.heartbeat', 'PRIMARY');
    expect(row).toEqual(['commerce:0', '100']);
    await configure({ enabled: false });
    await expect
      .poll(async () => (await tablet.manager.unary('GetThrottlerStatus', {})).is_open, { timeout: 30_000 })
      .toBe(false);
  });
});
