import { availableFlavors } from '@vt/mysql/testing';
import { decode, type Message } from '@vt/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VEvent } from '../stream/events.ts';
import { brief, filterOf, noOptions, request, StreamServer } from '../testing/stream-server.ts';

type LastPk = Message<'binlogdata.TableLastPK'>;

describe.each(availableFlavors())('a copy and the stream behind it, of a %s', (flavor) => {
  let server: StreamServer;

  beforeAll(async () => {
    server = await StreamServer.start(flavor, ['binlog-row-metadata=FULL'], {}, { packetBytes: 60 });
    await server.run(
      'create table a (id int primary key, v int)',
      'create table b (id int primary key, v int)',
      'create table vacant (id int primary key)',
      'insert into a values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)',
      'insert into b values (1, 10)',
    );
  });

  afterAll(() => server?.stop());

  async function currentPosition(): Promise<string> {
    const begun = await server.vstreamer.stream(request({ position: 'current' }), new AbortController().signal).next();
    const events: readonly VEvent[] = begun.value ?? [];
    return events.find(({ type }) => type === 'GTID')?.gtid ?? '';
  }

  const isCompleted = ({ type }: VEvent): boolean => type === 'COPY_COMPLETED';

  test('tables one after the other, then COPY_COMPLETED, then changes', async () => {
    const events = await server.record({ position: '' }, async () => {}, isCompleted);
    expect(brief(events)).toEqual([
      ...['BEGIN', 'FIELD a(id,v)', 'GTID', 'LASTPK a -', 'LASTPK b -', 'LASTPK vacant -', 'COMMIT'],
      ...['BEGIN', 'ROW a - → 1,1', 'ROW a - → 2,2', 'ROW a - → 3,3', 'ROW a - → 4,4', 'LASTPK a 4', 'COMMIT'],
      ...['BEGIN', 'ROW a - → 5,5', 'LASTPK a 5', 'COMMIT', 'BEGIN', 'LASTPK a completed', 'COMMIT'],
      ...['BEGIN', 'FIELD b(id,v)', 'GTID', 'COMMIT', 'BEGIN', 'ROW b - → 1,10', 'LASTPK b 1', 'COMMIT'],
      ...['BEGIN', 'LASTPK b completed', 'COMMIT'],
      ...['BEGIN', 'FIELD vacant(id)', 'GTID', 'COMMIT', 'BEGIN', 'LASTPK vacant completed', 'COMMIT'],
      'COPY_COMPLETED',
    ]);
  });

  test('a part is no larger than that others can wait for it, whatever its rows’ bytes', async () => {
    const values = Array.from({ length: 600 }, (_, i) => `(${i}, 0)`);
    await server.run('create table many (id int primary key, v int)', `insert into many values ${values.join(', ')}`);
    const config_overrides = { 'vstream-packet-size': String(1 << 20) };
    const options = { ...noOptions, tables_to_copy: ['many'], config_overrides };
    const filter = filterOf({ match: 'many' });
    const events = await server.record({ position: '', options, filter }, async () => {}, isCompleted);
    let rows = 0;
    const parts: number[] = [];
    for (const { type } of events) {
      if (type === 'ROW') rows++;
      if (type !== 'COMMIT' || rows === 0) continue;
      parts.push(rows);
      rows = 0;
    }
    await server.run('drop table many');
    expect(parts).toEqual([250, 250, 100]);
  });

  test('only the tables that are to be copied', async () => {
    const options = { ...noOptions, tables_to_copy: ['b'] };
    const events = await server.record(
      { position: '', options, filter: filterOf({ match: '/.*' }) },
      async () => {},
      isCompleted,
    );
    expect(brief(events).filter((text) => text.startsWith('ROW'))).toEqual(['ROW b - → 1,10']);
  });

  test('a table that has begun without a row tells what happened to its rows, and gives all of them', async () => {
    const position = await currentPosition();
    await server.run('delete from b where id = 1', 'insert into b values (2, 20)');
    const lastpk = decode('query.QueryResult', new Uint8Array(0));
    const from = { position, table_last_p_ks: [{ table_name: 'b', lastpk }] };
    const events = await server.record(from, async () => {}, isCompleted);
    await server.run('delete from b', 'insert into b values (1, 10)');
    const rows = brief(events).filter((text) => text.startsWith('ROW'));
    expect(rows).toEqual(['ROW b 1,10 → -', 'ROW b - → 2,20', 'ROW b - → 2,20']);
  });

  test('a consumer that is killed behind any transaction, while others write, ends with what is there', async () => {
    const state = new Map<string, string>();
    let position = '';
    let lastKeys = new Map<string, LastPk>();
    let n = 100;
    let isCopied = false;
    for (let round = 0; round < 40 && !isCopied; round++) {
      const stop = new AbortController();
      const from = request({ position, table_last_p_ks: [...lastKeys.values()] });
      let commits = 0;
      let open: VEvent[] = [];
      for await (const events of server.vstreamer.stream(from, stop.signal)) {
        for (const event of events) {
          open.push(event);
          if (event.type === 'COPY_COMPLETED') isCopied = true;
          if (event.type !== 'COMMIT') continue;
          [position, lastKeys] = applied(open, state, position, lastKeys);
          open = [];
          commits++;
          // Nothing is left to copy: who begins again here is not told once more that all was copied.
          isCopied ||= lastKeys.size === 0;
        }
        if (commits >= 8 || isCopied) break;
      }
      n++;
      await server.run(
        `insert into a values (${n}, ${n})`,
        `update a set v = v + 1 where id = 2`,
        `update b set v = v + 1`,
        `delete from a where id = 4`,
        `insert into vacant values (${n})`,
      );
    }
    expect(isCopied).toBe(true);
    await server.run('create table done (id int)', 'insert into done values (1)');
    const stop = new AbortController();
    let open: VEvent[] = [];
    follow: for await (const events of server.vstreamer.stream(request({ position }), stop.signal)) {
      for (const event of events) {
        open.push(event);
        if (event.type !== 'COMMIT') continue;
        const isEnd = open.some(({ row_event }) => row_event?.table_name === 'done');
        applied(open, state, '', new Map());
        open = [];
        if (isEnd) break follow;
      }
    }
    const wanted = new Map<string, string>([['done 1', '1']]);
    for (const table of ['a', 'b', 'vacant']) {
      const { rows } = await server.db.execute(`select * from ${table}`);
      for (const row of rows)
        wanted.set(
          `${table} ${Buffer.from(row[0] ?? '')}`,
          row.map((value) => Buffer.from(value ?? '').toString()).join(),
        );
    }
    expect(state).toEqual(wanted);
  });
});

/** What a consumer keeps of a transaction. */
function applied(
  events: readonly VEvent[],
  state: Map<string, string>,
  position: string,
  lastKeys: ReadonlyMap<string, LastPk>,
): [string, Map<string, LastPk>] {
  const keys = new Map(lastKeys);
  let at = position;
  for (const event of events) {
    if (event.type === 'GTID') at = event.gtid ?? '';
    const pk = event.last_p_k_event?.table_last_p_k;
    if (pk) {
      if (event.last_p_k_event?.completed) keys.delete(pk.table_name ?? '');
      else keys.set(pk.table_name ?? '', pk as LastPk);
    }
    for (const text of brief([event]).filter((one) => one.startsWith('ROW'))) {
      const [, table = '', before = '', after = ''] = /^ROW (\S+) (\S+) → (\S+)$/.exec(text) ?? [];
      if (after === '-') state.delete(`${table} ${before.split(',')[0]}`);
      else state.set(`${table} ${after.split(',')[0]}`, after);
    }
  }
  return [at, keys];
}
