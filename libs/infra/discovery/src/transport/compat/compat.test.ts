import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { type MessageInput, type Request, ServiceClient, serviceDefinition, tabletRequest } from '@vt/proto';
import { collectResult, type ResultSink, Type, trackedGtids } from '@vt/sqltypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CompatConnection } from './compat-connection.ts';

const target = { keyspace: 'ks', shard: '-80', tabletType: 'REPLICA' } as const;
const alias = { cell: 'zone1', uid: 7 };

type Seen = { readonly method: string; readonly request: Record<string, unknown> };

const rows: MessageInput<'query.QueryResult'> = {
  fields: [
    { name: 'id', type: 'INT64', table: 't', charset: 63, column_length: 20, flags: 32769 },
    { name: 'name', type: 'VARCHAR', charset: 255 },
  ],
  rows: [
    { lengths: [1n, -1n], values: Buffer.from('1') },
    { lengths: [2n, 3n], values: Buffer.from('22abc') },
  ],
  rows_affected: 2n,
  insert_id: 18446744073709551615n,
  info: 'i',
  session_state_changes: 'u:1-5',
};

describe('compatible service', () => {
  const server = new Server();
  const seen: Seen[] = [];
  let client: Client;
  let connection: CompatConnection;

  const unary =
    (method: string, answer: object) =>
    (call: { request: object }, callback: (error: null | object, answer?: object) => void): void => {
      const request = call.request as Record<string, unknown>;
      seen.push({ method, request });
      const sql = (request.query as { sql?: string } | undefined)?.sql;
      if (sql === 'never') return;
      if (sql === 'refused') {
        callback({ code: 17, details: 'operation not allowed in state NOT_SERVING', metadata: new Metadata() });
      } else callback(null, answer);
    };

  beforeAll(async () => {
    server.addService(serviceDefinition('queryservice.Query'), {
      Execute: unary('Execute', { result: rows }),
      BeginExecute: unary('BeginExecute', {
        error: { code: 'ALREADY_EXISTS', message: 'Duplicate entry (errno 1062) (sqlstate 23000)' },
        transaction_id: 11n,
        tablet_alias: alias,
      }),
      ReserveExecute: unary('ReserveExecute', { result: rows, reserved_id: 5n }),
      ReserveBeginExecute: unary('ReserveBeginExecute', { result: rows, reserved_id: 5n, transaction_id: 6n }),
      Begin: unary('Begin', { transaction_id: 3n }),
      Commit: unary('Commit', { reserved_id: 9n }),
      Rollback: unary('Rollback', {}),
      Release: unary('Release', {}),
      StreamExecute: (call: {
        request: Request<'queryservice.Query', 'StreamExecute'>;
        write(m: object): void;
        end(): void;
      }) => {
        seen.push({ method: 'StreamExecute', request: call.request as unknown as Record<string, unknown> });
        call.write({ result: { fields: rows.fields } });
        for (let i = 0; i < 100; i += 1) call.write({ result: { rows: rows.rows } });
        call.end();
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const service = new ServiceClient('queryservice.Query', client);
    connection = new CompatConnection({ service, metadata: () => new Metadata(), alias });
  });

  beforeEach(() => {
    seen.length = 0;
  });

  afterAll(() => {
    connection.close();
    client.close();
    server.forceShutdown();
  });

  test('a SET that reserves is sent alone, after the settings, on the connection that is reserved for the first of them', async () => {
    const request = tabletRequest({
      method: 'execute',
      target,
      sql: 'set @a = 1',
      reserve: true,
      settings: ["set sql_mode = ''", "set time_zone = '+00:00'"],
    });
    expect(await connection.call(request, collectResult())).toEqual({ transactionId: 0n, reservedId: 5n, alias });
    const sent = seen.map(({ method, request: { query, pre_queries, reserved_id } }) => [
      method,
      (query as { sql: string }).sql,
      pre_queries ?? reserved_id,
    ]);
    expect(sent).toEqual([
      ['ReserveExecute', "set sql_mode = ''", []],
      ['Execute', "set time_zone = '+00:00'", 5n],
      ['Execute', 'set @a = 1', 5n],
    ]);
  });

  test('rows and the rest of a result arrive as mysqld would have sent them', async () => {
    const sink = collectResult();
    const state = await connection.call(
      tabletRequest({
        method: 'execute',
        target,
        sql: 'select :a, ::l',
        binds: {
          a: { type: Type.INT64, value: Buffer.from('1') },
          l: { type: Type.TUPLE, value: Buffer.alloc(0), values: [{ type: Type.VARCHAR, value: Buffer.from('x') }] },
        },
      }),
      sink,
    );
    expect(state).toEqual({ transactionId: 0n, reservedId: 0n, alias: undefined });
    const result = await sink.result;
    expect(result.fields).toMatchObject([
      { name: 'id', type: Type.INT64, table: 't', flags: 1 },
      { name: 'name', type: Type.VARCHAR },
    ]);
    expect(result.rows.map((row) => row.map((value) => value && String(value)))).toEqual([
      ['1', null],
      ['22', 'abc'],
    ]);
    expect(result).toMatchObject({ affectedRows: 2n, insertId: 18446744073709551615n, info: 'i' });
    expect(trackedGtids(result.sessionState)).toBe('u:1-5');
    expect(seen[0]).toMatchObject({
      method: 'Execute',
      request: {
        target: { keyspace: 'ks', shard: '-80', tablet_type: 'REPLICA' },
        query: {
          sql: 'select :a, ::l',
          bind_variables: {
            a: { type: 'INT64', value: Buffer.from('1'), values: [] },
            l: { type: 'TUPLE', values: [{ type: 'VARCHAR', value: Buffer.from('x') }] },
          },
        },
      },
    });
  });

  test.each([
    [{ settings: ['set 1'] }, 'ReserveExecute', { pre_queries: ['set 1'] }],
    [{ settings: ['set 1'], reservedId: 4n }, 'Execute', { reserved_id: 4n }],
    [
      { reserve: true, begin: true, postBegin: ['savepoint a'] },
      'ReserveBeginExecute',
      { post_begin_queries: ['savepoint a'] },
    ],
  ])('%o goes to %s', async (fields, method, expected) => {
    await connection.call(tabletRequest({ method: 'execute', target, sql: 'select 1', ...fields }), collectResult());
    expect(seen[0]).toMatchObject({ method, request: expected });
  });

  test('a statement that fails after the begin leaves the transaction held', async () => {
    const call = connection.call(
      tabletRequest({ method: 'execute', target, sql: 'insert', begin: true, postBegin: ['savepoint a'] }),
      collectResult(),
    );
    await expect(call).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      held: { transactionId: 11n, alias },
      mayHaveRun: true,
    });
    expect(seen[0]?.request).toMatchObject({ pre_queries: ['savepoint a'] });
  });

  test('transactions', async () => {
    const sink = collectResult();
    expect(await connection.call(tabletRequest({ method: 'begin', target }), sink)).toMatchObject({
      transactionId: 3n,
      alias,
    });
    const held = { transactionId: 3n, reservedId: 8n };
    expect(await connection.call(tabletRequest({ method: 'commit', target, ...held }), sink)).toEqual({
      transactionId: 0n,
      reservedId: 9n,
      alias,
    });
    await connection.call(tabletRequest({ method: 'rollback', target, ...held }), sink);
    await connection.call(tabletRequest({ method: 'release', target, ...held }), sink);
    expect(seen.map(({ method, request }) => [method, request.transaction_id])).toEqual([
      ['Begin', undefined],
      ['Commit', 3n],
      ['Rollback', 3n],
      ['Release', 3n],
    ]);
  });

  test('a tablet that does not serve has not run the request', async () => {
    const call = connection.call(tabletRequest({ method: 'execute', target, sql: 'refused' }), collectResult());
    await expect(call).rejects.toMatchObject({ code: 'CLUSTER_EVENT', mayHaveRun: false });
  });

  test('a call whose time is over ends as mysqld ends a statement', async () => {
    const call = connection.call(
      tabletRequest({ method: 'execute', target, sql: 'never', timeoutMs: 50 }),
      collectResult(),
    );
    await expect(call).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      errno: 3024,
      message: 'Query execution was interrupted, maximum statement execution time exceeded',
    });
  });

  test.each([
    ['select 1', 'StreamExecute'],
    ['/* a */ ( select 1 )', 'StreamExecute'],
    ['insert into t values (1)', 'Execute'],
    ['/* a */ delete from t', 'Execute'],
  ])('of statements that are to stream, %s goes to %s', async (sql, method) => {
    await connection.call(tabletRequest({ method: 'execute', target, sql, stream: true }), collectResult());
    expect(seen.map((one) => one.method)).toEqual([method]);
  });

  test('an abort cancels the call, and so does closing the connection', async () => {
    const request = tabletRequest({ method: 'execute', target, sql: 'select', stream: true });
    const stuck = (stop: () => void): ResultSink => ({
      onDrain: undefined,
      columns: () => {},
      rows: () => {
        stop();
        return false;
      },
      end: () => {},
      error: () => {},
    });
    const controller = new AbortController();
    await expect(
      connection.call(
        request,
        stuck(() => controller.abort()),
        controller.signal,
      ),
    ).rejects.toMatchObject({ code: 'CANCELED', mayHaveRun: true });
    const service = new ServiceClient('queryservice.Query', client);
    const other = new CompatConnection({ service, metadata: () => new Metadata(), alias });
    await expect(
      other.call(
        request,
        stuck(() => other.close()),
      ),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(other.call(request, collectResult())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveRun: false,
    });
  });

  test('a stream is read no faster than the sink takes it', async () => {
    let chunks = 0;
    let waiting = false;
    const sink: ResultSink = {
      onDrain: undefined,
      columns: () => {},
      rows: () => {
        expect(waiting).toBe(false);
        chunks += 1;
        waiting = true;
        setImmediate(() => {
          waiting = false;
          sink.onDrain?.();
        });
        return false;
      },
      end: () => {},
      error: () => {},
    };
    await connection.call(tabletRequest({ method: 'execute', target, sql: 'select', stream: true }), sink);
    expect(chunks).toBe(100);
  });
});
