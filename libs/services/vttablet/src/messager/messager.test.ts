import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, findPrograms, freePort } from '@vt/mysql/testing';
import type { RequestInput } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { TopoServer } from '@vt/topo';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from '../testing/test-tablet.ts';

const soon = { timeout: 30_000, interval: 20 };
const target = { keyspace: 'commerce', shard: '0', tablet_type: 'PRIMARY' } as const;
type Ids = NonNullable<RequestInput<'queryservice.Query', 'MessageAck'>['ids']>;

const columns = (more = ''): string => `(id bigint primary key, priority tinyint not null default 50,
  epoch bigint not null default 0, time_next bigint default 0, time_acked bigint, message varchar(12000)${more},
  index poller_idx (time_acked, priority, time_next desc))`;

const comment = (ackWait: number, more = ''): string =>
  `comment 'vitess_message,vt_ack_wait=${ackWait},vt_purge_after=3600,vt_batch_size=10,vt_cache_size=50,vt_poller_interval=0.2${more}'`;

/** Somebody who takes messages. */
class Subscriber {
  readonly ids: string[] = [];
  readonly texts: string[] = [];
  fields: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #stop = new AbortController();

  constructor(tablet: TestTablet, name: string) {
    this.ended = this.#read(tablet, name).then(
      () => 'ended',
      (error: { readonly code: number; readonly details: string }) => `${error.code} ${error.details}`,
    );
  }

  async #read(tablet: TestTablet, name: string): Promise<void> {
    const stream = tablet.queries.serverStream('MessageStream', { target, name }, { signal: this.#stop.signal });
    for await (const { result } of stream) {
      if (result?.fields.length) this.fields = result.fields.map((field: { readonly name: string }) => field.name);
      for (const row of result?.rows ?? []) {
        const [id, message] = fromProtoRow(row).map(String);
        this.ids.push(id ?? '');
        this.texts.push(message ?? '');
      }
    }
  }

  count(id: string): number {
    return this.ids.filter((one) => one === id).length;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}

describe.each(availableFlavors())('message tables of a tablet on %s', (flavor) => {
  let directory: string;
  let topo: TopoServer;
  let tablet: TestTablet;
  let args: string[];
  const subscribers: Subscriber[] = [];

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-messager-'));
    args = [
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

  afterEach(async () => {
    for (const one of subscribers.splice(0)) await one.stop();
  });

  afterAll(async () => {
    await tablet?.stop();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function serving(): Promise<void> {
    await expect.poll(() => tablet.state, { timeout: 60_000, interval: 50 }).toBe('primary SERVING');
  }

  const sql = (text: string): Promise<string[][]> => tablet.query(text, 'PRIMARY');

  /** Resolves when it has its columns: what is inserted from then on is pushed. */
  async function subscribe(name: string): Promise<Subscriber> {
    const one = new Subscriber(tablet, name);
    subscribers.push(one);
    await expect.poll(() => one.fields, soon).not.toEqual([]);
    return one;
  }

  async function acknowledge(name: string, ...ids: number[]): Promise<bigint> {
    const values: Ids = ids.map((id) => ({ type: 'INT64', value: Buffer.from(String(id)) }));
    const { result } = await tablet.queries.unary('MessageAck', { target, name, ids: values });
    return result?.rows_affected ?? -1n;
  }

  const metric = (name: string): number => (tablet.vars['Messages'] as Record<string, number> | undefined)?.[name] ?? 0;

  test('it serves', serving, 90_000);

  test('what is not acknowledged comes again, with longer and longer waits; what is, does not', async () => {
    await sql(`create table m1 ${columns()} ${comment(0.5)}`);
    const one = await subscribe('m1');
    expect(one.fields).toEqual(['id', 'message']);
    const before = BigInt(Date.now()) * 1_000_000n;
    await sql(`insert into m1 (id, message) values (1, 'a'), (2, 'b')`);
    await expect.poll(() => new Set(one.ids), soon).toEqual(new Set(['1', '2']));
    expect(one.texts.slice(0, 2).sort()).toEqual(['a', 'b']);
    expect(await acknowledge('m1', 1)).toBe(1n);
    expect(await acknowledge('m1', 1)).toBe(0n);
    let [epoch, next, now] = [0, 0n, 0n];
    await expect
      .poll(async () => {
        const [row] = await sql('select epoch, time_next from m1 where id = 2');
        now = BigInt(Date.now()) * 1_000_000n;
        [epoch, next] = [Number(row?.[0]), BigInt(row?.[1] ?? 0)];
        return epoch;
      }, soon)
      .toBeGreaterThanOrEqual(3);
    // Half a second at least; then twice and four times as long, by a third more or less.
    expect(next - before).toBeGreaterThanOrEqual(500_000_000n + 666_000_000n + 1_333_000_000n);
    expect(Number(next - now)).toBeLessThanOrEqual((4 / 3) * 0.5e9 * 2 ** (epoch - 1));
    expect(one.count('2')).toBeGreaterThanOrEqual(3);
    expect(one.count('1')).toBe(1);
    expect(await sql('select time_acked > 0, time_next from m1 where id = 1')).toEqual([['1', 'null']]);
  });

  test('two subscribers share; the most urgent come first', async () => {
    await sql(`create table m2 ${columns()} ${comment(600)}`);
    const values = Array.from({ length: 200 }, (_, i) => `(${i}, ${i % 100 === 0 ? 1 : 50}, 'x')`);
    await sql(`insert into m2 (id, priority, message) values ${values.join()}`);
    const [a, b] = [await subscribe('m2'), await subscribe('m2')];
    await expect.poll(() => a.ids.length + b.ids.length, soon).toBe(200);
    expect(new Set([...a.ids, ...b.ids]).size).toBe(200);
    expect(a.ids.slice(0, 2).sort()).toEqual(['0', '100']);
    const more = Array.from({ length: 200 }, (_, i) => `(${1000 + i}, 'x')`);
    const had = [a.ids.length, b.ids.length];
    await sql(`insert into m2 (id, message) values ${more.join()}`);
    await expect.poll(() => a.ids.length + b.ids.length, soon).toBe(400);
    expect(new Set([...a.ids, ...b.ids]).size).toBe(400);
    for (const [i, one] of [a, b].entries()) expect(one.ids.length).toBeGreaterThan(had[i] ?? 0);
  });

  test('what one subscriber got and the other way of acknowledging: an update', async () => {
    await sql(`create table m3 ${columns()} ${comment(0.5)}`);
    const one = await subscribe('m3');
    await sql(`insert into m3 (id, message) values (1, 'a'), (2, 'b')`);
    await expect.poll(() => one.ids.length, soon).toBeGreaterThanOrEqual(2);
    await sql('update m3 set time_acked = 123, time_next = null where id in (1) and time_acked is null');
    await expect.poll(() => one.count('2'), soon).toBeGreaterThanOrEqual(3);
    expect(one.count('1')).toBe(1);
  });

  test('who does not read is sent little, and gets the rest when they do', async () => {
    await sql(`create table m4 ${columns()} ${comment(600)}`);
    const rows = 2_000;
    for (let i = 0; i < rows; i += 500) {
      const values = Array.from({ length: 500 }, (_, j) => `(${i + j}, repeat('x', 10000))`);
      await sql(`insert into m4 (id, message) values ${values.join()}`);
    }
    const stop = new AbortController();
    const stream = tablet.queries.serverStream('MessageStream', { target, name: 'm4' }, { signal: stop.signal });
    const messages = stream[Symbol.asyncIterator]();
    await messages.next();
    let last = -1;
    let same = 0;
    await expect
      .poll(
        () => {
          const sent = metric('m4.Sent');
          same = sent === last && sent > 0 ? same + 1 : 0;
          last = sent;
          return same;
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBe(10);
    console.info(`${last} of ${rows} messages were sent to who does not read`);
    expect(last).toBeLessThan(rows / 2);
    const ids = new Set<string>();
    while (ids.size < rows) {
      const next = await messages.next();
      if (next.done) break;
      for (const row of next.value.result?.rows ?? []) ids.add(String(fromProtoRow(row)[0]));
    }
    stop.abort();
    expect(ids.size).toBe(rows);
    await expect.poll(() => metric('m4.ClientCount'), soon).toBe(0);
  }, 120_000);

  test('an altered table begins anew, a dropped one is gone', async () => {
    await sql(`create table m5 ${columns()} ${comment(600)}`);
    const one = await subscribe('m5');
    await sql('alter table m5 add column more int');
    expect(await one.ended).toBe('ended');
    const two = await subscribe('m5');
    expect(two.fields).toEqual(['id', 'message', 'more']);
    await sql('drop table m5');
    expect(await two.ended).toBe('ended');
    const three = new Subscriber(tablet, 'm5');
    expect(await three.ended).toBe('3 message table m5 not found');
  });

  test('what says that it is a message table and is none is told why', async () => {
    const cases: [string, string][] = [
      [
        `${columns()} comment 'vitess_message,vt_ack_wait=1'`,
        'attribute vt_purge_after not specified for message table',
      ],
      [
        `${columns()} ${comment(1, ',vt_min_backoff=9,vt_max_backoff=3')}`,
        'vt_max_backoff (3) is below vt_min_backoff (9)',
      ],
      [`(id int primary key) ${comment(1)}`, 'missing column priority from message table'],
      [`${columns()} ${comment(1, ',vt_message_cols=message')}`, 'vt_message_cols must begin with id'],
      [
        `${columns()} ${comment(1, ',vt_message_cols=id|no')}`,
        'vt_message_cols names no, which message table does not have',
      ],
      [`${columns()} ${comment(-1)}`, "attribute vt_ack_wait of message table cannot be '-1'"],
    ];
    for (const [i, [definition, problem]] of cases.entries()) {
      await sql(`create table bad${i} ${definition}`);
      const told = await new Subscriber(tablet, `bad${i}`).ended;
      expect(told).toBe(`3 message table bad${i} not found: ${problem}`);
    }
    await sql('drop table bad2');
    await sql(`create table bad2 ${columns(', more int')} ${comment(600, ',vt_message_cols=id|more')}`);
    expect((await subscribe('bad2')).fields).toEqual(['id', 'more']);
  });

  test('ids may be texts', async () => {
    await sql(
      `create table m6 ${columns().replace('id bigint', 'id varchar(20) character set latin1')} ${comment(0.5)}`,
    );
    const one = await subscribe('m6');
    await sql(`insert into m6 (id, message) values ('é1', 'a'), ('it''s', 'b')`);
    await expect.poll(() => [...new Set(one.ids)].sort(), soon).toEqual(["it's", 'é1']);
    const ids: Ids = [{ type: 'VARCHAR', value: Buffer.from('é1') }];
    const { result } = await tablet.queries.unary('MessageAck', { target, name: 'm6', ids });
    expect(result?.rows_affected).toBe(1n);
    await expect.poll(() => one.count("it's"), soon).toBeGreaterThanOrEqual(3);
    expect(one.count('é1')).toBe(1);
  });

  test('what was acknowledged long ago is deleted', async () => {
    await sql(`create table m7 ${columns()} ${comment(600).replace('vt_purge_after=3600', 'vt_purge_after=1')}`);
    await sql(`insert into m7 (id, message, time_acked, time_next) values (1, 'a', 5, null), (2, 'b', null, 0)`);
    await expect.poll(() => sql('select id from m7'), soon).toEqual([['2']]);
  });

  test('a tablet that went away in between has lost nothing', async () => {
    await sql(`create table m8 ${columns()} ${comment(0.5)}`);
    const one = await subscribe('m8');
    await sql(`insert into m8 (id, message) values (1, 'a'), (2, 'b'), (3, 'c')`);
    await expect.poll(() => new Set(one.ids).size, soon).toBe(3);
    expect(await acknowledge('m8', 2)).toBe(1n);
    await tablet.stop();
    await one.ended;
    tablet = new TestTablet(100, args);
    await tablet.start();
    await serving();
    const two = await subscribe('m8');
    await sql(`insert into m8 (id, message) values (4, 'd')`);
    await expect.poll(() => [...new Set(two.ids)].sort(), soon).toEqual(['1', '3', '4']);
  }, 120_000);
});
