import { credentials, Metadata } from '@grpc/grpc-js';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { decode, type Message, makeClient, type ServiceClient, serviceDefinition } from '@vt/proto';
import { GrpcServer } from '@vt/servenv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Executor } from '../executor/executor.ts';
import { TestGate } from '../testing/test-gate.ts';
import { vitessService } from './vitess-service.ts';

const options = {
  tabletType: 'PRIMARY',
  transactionMode: 'MULTI',
  workload: 'OLTP',
  useEffective: false,
  useEffectiveGroups: false,
  vstream: async function* () {},
} as const;

const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

type Result = Message<'query.QueryResult'>;

function rowsOf(result: Result | null): (string | null)[][] {
  return (result?.rows ?? []).map(({ lengths, values }) => {
    let at = 0;
    return lengths.map((length) => {
      if (length < 0n) return null;
      const text = Buffer.from(values.subarray(at, at + Number(length))).toString();
      at += Number(length);
      return text;
    });
  });
}

async function all<T>(stream: AsyncIterable<unknown>): Promise<T[]> {
  const pieces: T[] = [];
  for await (const piece of stream) pieces.push(piece as T);
  return pieces;
}

describe.each(availableFlavors().slice(0, 1))('vtgateservice.Vitess before %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;
  let server: GrpcServer;
  let client: ServiceClient<'vtgateservice.Vitess'>;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    await gate.session().all('use sh; create table t (id bigint primary key, v varchar(20))');
    server = new GrpcServer();
    const service = vitessService(gate.executor, options);
    server.addService(serviceDefinition('vtgateservice.Vitess'), service);
    const port = await server.listen(0, '127.0.0.1');
    client = makeClient('vtgateservice.Vitess', `127.0.0.1:${port}`, credentials.createInsecure());
  });

  afterAll(async () => {
    client?.grpc.close();
    await server?.close(0);
    gate?.close();
    await mysqld?.stop();
  });

  const execute = (sql: string, session: Message<'vtgate.Session'> | null, binds = {}) =>
    client.unary('Execute', { session, query: { sql, bind_variables: binds } });
  const fresh = async (target: string) => (await execute(`use \`${target}\``, null)).session;

  test('metadata without a session, as change-capture connectors ask for it', async () => {
    const hint = '/*vt+ WORKLOAD_NAME=debezium */';
    const shards = await execute(`${hint} SHOW VITESS_SHARDS LIKE 'sh/%'`, null);
    expect(rowsOf(shards.result)).toEqual([['sh/-80'], ['sh/80-']]);
    expect(rowsOf((await execute(`${hint} SHOW TABLES FROM sh`, null)).result)).toEqual([['t']]);
    expect(rowsOf((await execute(`${hint} SHOW DATABASES;`, null)).result)).toContainEqual(['sh']);
    expect((await execute(`${hint} SHOW VITESS_TABLETS`, null)).error).toBeNull();
    expect(shards.session?.autocommit).toBe(true);
  });

  test('binds, fields and rows', async () => {
    const session = await fresh('sh');
    const binds = {
      id: { type: 'INT64', value: Buffer.from('7') },
      v: { type: 'VARCHAR', value: Buffer.from("it's") },
      ids: { type: 'TUPLE', values: [{ type: 'INT64', value: Buffer.from('7') }] },
    } as const;
    const inserted = await execute('insert into t (id, v) values (:id, :v)', session, binds);
    expect([inserted.error, inserted.result?.rows_affected]).toEqual([null, 1n]);
    const read = await execute('select id, v, null from t where id in ::ids', inserted.session, binds);
    expect(rowsOf(read.result)).toEqual([['7', "it's", null]]);
    expect(read.result?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'INT64'],
      ['v', 'VARCHAR'],
      ['NULL', 'NULL_TYPE'],
    ]);
    expect((await execute('select :nobody', session, binds)).error?.message).toContain('VT03026');
  });

  test('question marks are the binds v1, v2, …, as JDBC and other clients send them', async () => {
    const session = await fresh('sh');
    const binds = {
      v1: { type: 'INT64', value: Buffer.from('40') },
      v2: { type: 'VARCHAR', value: Buffer.from('where?') },
    } as const;
    const inserted = await execute("insert into t (id, v) values (?, concat('?', ?))", session, binds);
    expect([inserted.error, inserted.result?.rows_affected]).toEqual([null, 1n]);
    const read = await execute('select v from t where id = ? /* ? */', session, binds);
    expect(rowsOf(read.result)).toEqual([['?where?']]);
    expect((await execute('select ?, ?, ?', session, binds)).error?.message).toContain('VT03026');
  });

  test('what a session wrote is known to the next request, when its reads of replicas are to see it', async () => {
    const set = await execute("set @@read_after_write = 'session'", await fresh('sh'));
    expect([set.error, set.session?.system_variables]).toMatchObject([null, { read_after_write: '[]' }]);
    expect(rowsOf((await execute('select @@read_after_write', set.session)).result)).toEqual([['session']]);
    const wrote = await execute("insert into t (id, v) values (60, 'w')", set.session);
    const memory = JSON.parse(wrote.session?.system_variables.read_after_write ?? '') as unknown[][];
    expect(memory.map(([place]) => place)).toEqual([expect.stringMatching(/^sh\/(-80|80-)$/)]);
    const read = await execute('select v from t where id = 60', wrote.session);
    expect([rowsOf(read.result), read.session?.system_variables]).toEqual([[['w']], wrote.session?.system_variables]);
    const off = await execute("set @@read_after_write = 'off'", read.session);
    expect(off.session?.system_variables).not.toHaveProperty('read_after_write');
  });

  test('what a streamed SET says of the workload holds for the calls behind it', async () => {
    const query = { sql: 'set workload = olap' };
    const streamed = client.serverStream('StreamExecute', { session: await fresh('sh'), query });
    const pieces = await all<Message<'vtgate.StreamExecuteResponse'>>(streamed);
    const session = pieces.at(-1)?.session ?? null;
    expect(rowsOf((await execute('select @@workload', session)).result)).toEqual([['OLAP']]);
  });

  test('a transaction goes from response to request', async () => {
    let session = (await execute('begin', await fresh('sh'))).session;
    expect(session?.in_transaction).toBe(true);
    session = (await execute('insert into t (id) values (100), (101), (102), (103)', session)).session;
    expect(session?.shard_sessions.length).toBe(2);
    const other = await fresh('sh');
    const count = async (of: Message<'vtgate.Session'> | null) =>
      rowsOf((await execute('select count(*) from t where id >= 100', of)).result);
    expect(await count(other)).toEqual([['0']]);
    expect(await count(session)).toEqual([['4']]);
    const failed = await execute('insert into t (id) values (100)', session);
    expect(failed.error).toMatchObject({ code: 'ALREADY_EXISTS', message: expect.stringContaining('(errno 1062)') });
    expect(failed.session?.in_transaction).toBe(true);
    const done = await execute('commit', failed.session);
    expect([done.session?.in_transaction, done.session?.shard_sessions]).toEqual([false, []]);
    expect(await count(other)).toEqual([['4']]);
  });

  test('in autocommit a statement behind another one is still no transaction', async () => {
    const set = await execute("set transaction_mode = 'single'", await fresh('sh'));
    const read = await execute('select count(*) from t where id < 0', set.session);
    expect([read.error, rowsOf(read.result)]).toEqual([null, [['0']]]);
  });

  test('what a session remembers travels with it', async () => {
    let session = (await execute("set @a = 5, sql_mode = 'ANSI_QUOTES'", await fresh('sh'))).session;
    session = (await execute('prepare s from "select ?"', session)).session;
    const read = await execute('select @a, @@sql_mode', session);
    expect(rowsOf(read.result)).toEqual([['5', 'ANSI_QUOTES']]);
    expect(read.session?.target_string).toBe('sh');
  });

  test('streams: fields, rows, and the session last', async () => {
    const pieces = await all<Message<'vtgate.StreamExecuteResponse'>>(
      client.serverStream('StreamExecute', {
        session: await fresh('sh'),
        query: { sql: 'select id from t where id = 7' },
      }),
    );
    expect(pieces[0]?.result?.fields.map(({ name }) => name)).toEqual(['id']);
    expect(pieces.flatMap(({ result }) => rowsOf(result))).toEqual([['7']]);
    expect([pieces.at(-1)?.result, pieces.at(-1)?.session?.target_string]).toEqual([null, 'sh']);
  });

  test('a stream that fails gives the session before its error: what its transaction began is the client’s to end', async () => {
    const begun = (await execute('begin', await fresh('sh'))).session;
    let session: Message<'vtgate.Session'> | null = null;
    const query = { sql: 'insert into t (id) values (7)' };
    const failed = (async () => {
      for await (const piece of client.serverStream('StreamExecute', { session: begun, query }))
        session = (piece as Message<'vtgate.StreamExecuteResponse'>).session;
    })();
    await expect(failed).rejects.toMatchObject({ code: 6, details: expect.stringContaining('(errno 1062)') });
    expect(session).toMatchObject({ in_transaction: true, options: { workload: 'OLTP' } });
    expect(session).toMatchObject({ shard_sessions: [{ target: { keyspace: 'sh' } }] });
    const ended = await execute('rollback', session);
    expect([ended.error, ended.session?.shard_sessions]).toEqual([null, []]);
  });

  test('several statements: in a batch, in one text, and streamed', async () => {
    const session = await fresh('sh');
    const queries = ['select 1', 'selec', 'select 2'].map((sql) => ({ sql }));
    const batch = await client.unary('ExecuteBatch', { session, queries });
    expect(batch.results.map(({ result, error }) => error?.code ?? rowsOf(result))).toEqual([
      [['1']],
      'INVALID_ARGUMENT',
      [['2']],
    ]);
    const multi = await client.unary('ExecuteMulti', { session, sql: 'select 1; select 2; nonsense' });
    expect(multi.results.map(rowsOf)).toEqual([[['1']], [['2']]]);
    expect(multi.error).not.toBeNull();
    const streamed = await all<Message<'vtgate.StreamExecuteMultiResponse'>>(
      client.serverStream('StreamExecuteMulti', { session, sql: 'select 1; select 2' }),
    );
    expect(streamed.filter((piece) => piece.new_result).length).toBe(2);
    expect(streamed.at(-1)?.session).not.toBeNull();
  });

  test('a prepared statement is described; a session is closed with what it holds', async () => {
    const session = await fresh('sh');
    const prepared = await client.unary('Prepare', { session, query: { sql: 'select id, v from t where id = ?' } });
    expect([prepared.params_count, prepared.fields.map(({ name }) => name)]).toEqual([1, ['id', 'v']]);
    const begun = (await execute('begin', session)).session;
    const open = (await execute('insert into t (id) values (500)', begun)).session;
    expect((await client.unary('CloseSession', { session: open })).error).toBeNull();
    expect(rowsOf((await execute('select id from t where id = 500', session)).result)).toEqual([]);
  });

  test('UNLOCK TABLES gives back the locks of a call before', async () => {
    const locked = await execute('lock tables t read', await fresh('sh'));
    const unlocked = await execute('unlock tables', locked.session);
    const other = await execute('set lock_wait_timeout = 1', await fresh('sh'));
    expect((await execute('insert into t (id) values (700)', other.session)).error).toBeNull();
    await client.unary('CloseSession', { session: unlocked.session });
  });

  test('what a call began on shards ends with it, where its client has given it up', async () => {
    const filled = await execute('insert into t (id) values (601), (602), (603), (604)', await fresh('sh'));
    const begun = (await execute('begin', filled.session)).session;
    const { session } = await execute('insert into t (id) values (600)', begun);
    expect(gate.gateway.openTransactions).toBe(1);
    const stop = new AbortController();
    const query = { sql: 'update t set v = sleep(0.3) where id > 600' };
    const given = client.unary('Execute', { session, query }, { signal: stop.signal });
    await expect.poll(() => gate.gateway.openTransactions, { timeout: 10_000 }).toBe(2);
    stop.abort();
    await expect(given).rejects.toMatchObject({ code: 1 });
    await expect.poll(() => gate.gateway.openTransactions, { timeout: 10_000 }).toBe(1);
    expect((await execute('rollback', session)).error).toBeNull();
    expect(gate.gateway.openTransactions).toBe(0);
  });

  test('what a stream began on shards ends with it, where its client goes before it has the session', async () => {
    const session = (await execute('begin', await fresh('sh'))).session;
    const stop = new AbortController();
    const query = { sql: 'select sleep(0.3) from t where id = 7' };
    const read = all(client.serverStream('StreamExecute', { session, query }, { signal: stop.signal }));
    await expect.poll(() => gate.gateway.openTransactions, { timeout: 10_000 }).toBe(1);
    stop.abort();
    await expect(read).rejects.toMatchObject({ code: 1 });
    await expect.poll(() => gate.gateway.openTransactions, { timeout: 10_000 }).toBe(0);
  });

  test('what is not there says so', async () => {
    await expect(all(client.serverStream('BinlogDumpGTID', {}))).rejects.toMatchObject({ code: 12 });
  });
});

test('a session is closed also for a client that does not wait for it', async () => {
  const signals: AbortSignal[] = [];
  const executor = { close: async (_, signal) => void signals.push(signal) } as Partial<Executor> as Executor;
  const request = decode('vtgate.CloseSessionRequest', new Uint8Array(0));
  const call = { request, metadata: new Metadata(), cancelled: true, getPeer: () => '', getDeadline: () => Infinity };
  await new Promise<void>((resolve) => {
    vitessService(executor, options).CloseSession(call as never, () => resolve());
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});
