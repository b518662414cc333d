import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brief, filterOf, StreamServer } from '../testing/stream-server.ts';
import type { VEvent } from './events.ts';

const isRowOf =
  (table: string) =>
  (event: VEvent): boolean =>
    event.type === 'ROW' && event.row_event?.table_name === table;

describe.each(availableFlavors())('changes of a %s', (flavor) => {
  let server: StreamServer;

  beforeAll(async () => {
    server = await StreamServer.start(flavor);
    await server.run('create table the_end (n int primary key auto_increment)');
  });

  afterAll(() => server?.stop());

  /** Events of what `statements` do, without the end's own. */
  async function eventsOf(filter: ReturnType<typeof filterOf> | null, ...statements: string[]): Promise<VEvent[]> {
    const work = (): Promise<void> => server.run(...statements, 'insert into the_end values ()');
    const withEnd = filter && { ...filter, rules: [...filter.rules, ...filterOf({ match: 'the_end' }).rules] };
    const events = await server.record({ filter: withEnd }, work, isRowOf('the_end'));
    const last = events.findLastIndex(({ type }) => type === 'BEGIN');
    return events.slice(0, last);
  }

  test('a transaction, a schema change and what is neither', async () => {
    const events = await eventsOf(
      null,
      'create table t (id int primary key, v varchar(20))',
      'begin',
      "insert into t values (1, 'a'), (2, null)",
      "update t set v = 'b' where id = 1",
      'delete from t where id = 2',
      'commit',
      'create database other',
      'drop database other',
      'alter table t add column w int default 7',
      "insert into t (id, v) values (3, 'c')",
    );
    expect(brief(events)).toEqual([
      'GTID',
      'DDL create table t (id int primary key, v varchar(20))',
      'BEGIN',
      'FIELD t(id,v)',
      'ROW t - → 1,a',
      'ROW t - → 2,NULL',
      'ROW t 1,a → 1,b',
      'ROW t 2,NULL → -',
      'GTID',
      'COMMIT',
      'GTID',
      'OTHER',
      'GTID',
      'OTHER',
      'GTID',
      'DDL alter table t add column w int default 7',
      'BEGIN',
      'FIELD t(id,v,w)',
      'ROW t - → 3,c,7',
      'GTID',
      'COMMIT',
    ]);
    expect(events.every(({ keyspace, shard }) => keyspace === 'ks' && shard === '0')).toBe(true);
  });
});
