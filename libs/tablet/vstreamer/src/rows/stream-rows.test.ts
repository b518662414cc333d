import { availableFlavors } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StreamServer } from '../testing/stream-server.ts';
import type { RowsResponse } from './stream-rows.ts';

const texts = (row: unknown): (string | null)[] =>
  fromProtoRow(row as Parameters<typeof fromProtoRow>[0]).map((value) => value && Buffer.from(value).toString('utf8'));

describe.each(availableFlavors())('rows of a %s', (flavor) => {
  let server: StreamServer;

  beforeAll(async () => {
    server = await StreamServer.start(flavor, ['binlog-row-metadata=FULL'], {}, { packetBytes: 100 });
  });

  afterAll(() => server?.stop());

  async function collect(query: string, lastpk: unknown = null): Promise<RowsResponse[]> {
    const stop = new AbortController();
    const all: RowsResponse[] = [];
    const request = { query, lastpk, options: null } as Message<'binlogdata.VStreamRowsRequest'>;
    for await (const response of server.vstreamer.rows(request, stop.signal)) all.push(response);
    return all;
  }

  test('fields, key fields and position first, then rows by key, each message with its last key', async () => {
    await server.run(
      'create table t (id int, v varchar(20) character set latin1, primary key (id))',
      `insert into t values ${Array.from({ length: 20 }, (_, i) => `(${20 - i}, 'é${i}')`).join()}`,
    );
    const [head, ...rest] = await collect('select * from t');
    expect(head?.fields?.map(({ name }) => name)).toEqual(['id', 'v']);
    expect(head?.pkfields?.map(({ name }) => name)).toEqual(['id']);
    expect(head?.gtid).toMatch(flavor === 'mysql' ? /^MySQL56\// : /^MariaDB\//);
    expect(rest.length).toBeGreaterThan(2);
    const rows = rest.flatMap(({ rows: some }) => some ?? []).map(texts);
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    const { lastpk } = rest[0] as RowsResponse;
    expect(texts(lastpk)).toEqual([texts(rest[0]?.rows?.at(-1))[0]]);
    const [, ...after] = await collect('select * from t', { fields: head?.pkfields, rows: [lastpk] });
    expect(after.flatMap(({ rows: some }) => some ?? []).length).toBe(20 - (rest[0]?.rows?.length ?? 0));
  });
});
