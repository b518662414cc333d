import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, findPrograms, freePort } from '@vt/mysql/testing';
import { type RequestInput, serviceDefinition, toJson } from '@vt/proto';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';

type Requests = { readonly [M in keyof typeof methods]: RequestInput<'queryservice.Query', M> };
type Method = keyof Requests;

/** Method → name of its response. */
const methods = {
  Begin: 'query.BeginResponse',
  BeginExecute: 'query.BeginExecuteResponse',
  BeginStreamExecute: 'query.BeginStreamExecuteResponse',
  BinlogDumpGTID: 'binlogdata.BinlogDumpResponse',
  Commit: 'query.CommitResponse',
  CommitPrepared: 'query.CommitPreparedResponse',
  ConcludeTransaction: 'query.ConcludeTransactionResponse',
  CreateTransaction: 'query.CreateTransactionResponse',
  Execute: 'query.ExecuteResponse',
  GetSchema: 'query.GetSchemaResponse',
  MessageAck: 'query.MessageAckResponse',
  MessageStream: 'query.MessageStreamResponse',
  Prepare: 'query.PrepareResponse',
  ReadTransaction: 'query.ReadTransactionResponse',
  Release: 'query.ReleaseResponse',
  ReserveBeginExecute: 'query.ReserveBeginExecuteResponse',
  ReserveBeginStreamExecute: 'query.ReserveBeginStreamExecuteResponse',
  ReserveExecute: 'query.ReserveExecuteResponse',
  ReserveStreamExecute: 'query.ReserveStreamExecuteResponse',
  Rollback: 'query.RollbackResponse',
  RollbackPrepared: 'query.RollbackPreparedResponse',
  SetRollback: 'query.SetRollbackResponse',
  StartCommit: 'query.StartCommitResponse',
  StreamExecute: 'query.StreamExecuteResponse',
  StreamHealth: 'query.StreamHealthResponse',
  UnresolvedTransactions: 'query.UnresolvedTransactionsResponse',
  VStream: 'binlogdata.VStreamResponse',
  VStreamResults: 'binlogdata.VStreamResultsResponse',
  VStreamRows: 'binlogdata.VStreamRowsResponse',
  VStreamTables: 'binlogdata.VStreamTablesResponse',
} as const;

const target = { keyspace: 'commerce', shard: '0', tablet_type: 'PRIMARY' } as const;
const options = { included_fields: 'ALL' } as const;
const sql = (text: string, bind_variables = {}) => ({ sql: text, bind_variables });
const bind = (type: 'INT64' | 'VARCHAR', value: string) => ({ type, value: Buffer.from(value) });
const dtid = 'commerce:0:1';
const tables = { keyspace: 'commerce', shard: '0', filter: { rules: [{ match: 't' }] } };

/** Another value each time. */
const unstable = new Set([
  'gtid',
  'time_created',
  'primary_term_start_timestamp',
  'qps',
  'cpu_usage',
  'current_time',
  'timestamp',
  'raw',
]);

describe.runIf(availableFlavors().includes('mysql'))('queryservice.Query as a generated client sees it', () => {
  let directory: string;
  let topo: TopoServer;
  let tablet: TestTablet;
  const transcript: object[] = [];
  const ids = new Map<string, string>();

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    directory = mkdtempSync(join(tmpdir(), 'vt-query-'));
    tablet = new TestTablet(100, [
      '--init-keyspace=commerce',
      '--init-shard=0',
      '--topo-global-server-address=x:1',
      '--flavor=mysql',
      `--mysqld-prefix=${dirname(findPrograms('mysql') ?? '')}`,
      `--tablet-dir=${directory}`,
      '--mysqld-profile=small',
      '--mysqld-shutdown',
      '--tablet-hostname=127.0.0.1',
      `--mycnf-mysql-port=${await freePort()}`,
    ]);
    await tablet.start();
    await tablet.manager.unary('InitPrimary', {});
  });

  afterAll(async () => {
    await tablet?.stop();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Calls, writes both sides down, and gives the messages of the answer. A stream is read to its end or for `messagesMax`. */
  async function call<M extends Method>(method: M, request: Requests[M], messagesMax = 100) {
    const entry: Record<string, unknown> = { method, request: plain(request) };
    transcript.push(entry);
    try {
      const responses = await answers(method, request, messagesMax);
      entry['responses'] = responses.map((response) => plain(toJson(methods[method], response as never)));
      return responses as Record<string, never>[];
    } catch (error) {
      const { code, details } = error as { code: number; details: string };
      entry['error'] = plain({ code, details });
      return [];
    }
  }

  async function answers(method: Method, request: object, messagesMax: number): Promise<object[]> {
    const { responseStream } = serviceDefinition('queryservice.Query')[method] as { responseStream: boolean };
    if (!responseStream)
      return [await tablet.queries.unary(method as 'Execute', request as never, { timeoutMs: 60_000 })];
    const stop = new AbortController();
    const found: object[] = [];
    for await (const message of tablet.queries.serverStream(method as 'StreamExecute', request as never, {
      signal: stop.signal,
    })) {
      found.push(message);
      if (found.length === messagesMax) break;
    }
    stop.abort();
    return found;
  }

  test('every method answers as it did', async () => {
    await expect.poll(() => tablet.state, { timeout: 120_000, interval: 100 }).toBe('primary SERVING');
    await call('Execute', {
      target,
      options,
      query: sql('create table t (id bigint unsigned primary key, v varchar(20), d decimal(10,2), at datetime(3))'),
    });
    await call('Execute', {
      target,
      options,
      query: sql(
        "insert into t values (:id, :v, 1.50, '2024-01-02 03:04:05.678'), (18446744073709551615, null, -0.01, null)",
        { id: bind('INT64', '1'), v: bind('VARCHAR', "it's") },
      ),
    });
    await call('Execute', {
      target,
      options,
      query: sql('select * from t where id in ::ids order by id', {
        ids: { type: 'TUPLE', values: [bind('INT64', '1'), bind('INT64', '2')] },
      }),
    });
    await call('Execute', { target, query: sql('select id from t order by id') });
    await call('Execute', {
      target,
      options: { included_fields: 'TYPE_ONLY' },
      query: sql('select id, v from t where 1 = 0'),
    });
    await call('Execute', { target, options, query: sql('select nothing from t') });
    await call('Execute', { target, options, query: sql('select :missing') });
    await call('Execute', { target: { ...target, tablet_type: 'REPLICA' }, options, query: sql('select 1') });
    await call('Execute', { target: { ...target, keyspace: 'other' }, options, query: sql('select 1') });
    await call('StreamExecute', { target, options, query: sql('select id, v from t order by id') });

    const [begun] = await call('Begin', { target });
    const transaction_id = begun?.['transaction_id'];
    await call('Execute', { target, options, query: sql("update t set v = 'b' where id = 1"), transaction_id });
    await call('Commit', { target, transaction_id });
    await call('Commit', { target, transaction_id });
    const [second] = await call('BeginExecute', {
      target,
      options,
      query: sql('delete from t where id = 1'),
      pre_queries: [],
    });
    await call('Rollback', { target, transaction_id: second?.['transaction_id'] });
    const streamed = await call('BeginStreamExecute', { target, options, query: sql('select v from t where id = 1') });
    await call('Rollback', { target, transaction_id: idOf(streamed, 'transaction_id') });

    const [reserved] = await call('ReserveExecute', {
      target,
      options,
      query: sql('select @@sql_mode'),
      pre_queries: ["set sql_mode = 'ANSI_QUOTES'"],
    });
    await call('Release', { target, reserved_id: reserved?.['reserved_id'] });
    const [both] = await call('ReserveBeginExecute', {
      target,
      options,
      query: sql('select v from t where id = 1 for update'),
      pre_queries: ['set @a = 1'],
      post_begin_queries: ['savepoint a'],
    });
    await call('Rollback', { target, transaction_id: both?.['transaction_id'] });
    await call('Release', { target, reserved_id: both?.['reserved_id'], transaction_id: both?.['transaction_id'] });
    const reserveStream = await call('ReserveStreamExecute', {
      target,
      options,
      query: sql('select @a'),
      pre_queries: ['set @a = 7'],
    });
    await call('Release', { target, reserved_id: idOf(reserveStream, 'reserved_id') });
    const bothStream = await call('ReserveBeginStreamExecute', {
      target,
      options,
      query: sql('select 1'),
      pre_queries: [],
      post_begin_queries: [],
    });
    await call('Release', {
      target,
      reserved_id: idOf(bothStream, 'reserved_id'),
      transaction_id: idOf(bothStream, 'transaction_id'),
    });

    const [participant] = await call('BeginExecute', {
      target,
      options,
      query: sql("update t set v = 'two' where id = 1"),
    });
    await call('Prepare', { target, transaction_id: participant?.['transaction_id'], dtid });
    await call('CommitPrepared', { target, dtid });
    await call('CreateTransaction', { target, dtid, participants: [{ ...target, shard: '1' }] });
    await call('ReadTransaction', { target, dtid });
    await call('UnresolvedTransactions', { target, abandon_age: 0n });
    const [decider] = await call('Begin', { target });
    await call('StartCommit', { target, transaction_id: decider?.['transaction_id'], dtid });
    await call('SetRollback', { target, dtid });
    await call('ConcludeTransaction', { target, dtid });
    await call('RollbackPrepared', { target, dtid: 'commerce:0:2' });

    await call('GetSchema', { target, table_type: 'TABLES', table_names: ['t'] });
    await call('StreamHealth', {}, 1);
    await call('VStreamRows', { target, query: 'select id, v from t' });
    await call('VStreamResults', { target, query: 'select id, v from t' });
    await call('VStreamTables', { target });
    await call('VStream', { target, position: 'nonsense', filter: tables.filter });
    await call('BinlogDumpGTID', { target }, 2);
    await call('MessageStream', { target, name: 't' });
    await call('MessageAck', { target, name: 't', ids: [bind('INT64', '1')] });
    await call('Execute', {
      target,
      options,
      query: sql(
        `create table messages (id bigint primary key, priority tinyint not null default 50, epoch bigint not null default 0,
          time_next bigint default 0, time_acked bigint, message varchar(20), index (time_acked, priority, time_next desc))
        comment 'vitess_message,vt_ack_wait=600,vt_purge_after=86400,vt_batch_size=10,vt_cache_size=100,vt_poller_interval=30'`,
      ),
    });
    await call('Execute', {
      target,
      options,
      query: sql("insert into messages (id, priority, message) values (1, 50, 'one'), (2, 1, 'two'), (3, 99, null)"),
    });
    await call('MessageStream', { target, name: 'messages' }, 2);
    await call('MessageAck', { target, name: 'messages', ids: [bind('INT64', '1'), bind('INT64', '2')] });
    await call('MessageAck', { target, name: 'messages', ids: [bind('INT64', '2'), bind('INT64', '3')] });
    await call('MessageStream', { target: { ...target, tablet_type: 'REPLICA' }, name: 'messages' });
    await call('MessageAck', { target: { ...target, shard: '1' }, name: 'messages', ids: [bind('INT64', '1')] });

    const asked = new Set(transcript.map((entry) => (entry as { method: string }).method));
    expect([...asked].sort()).toEqual(
      Object.keys(serviceDefinition('queryservice.Query'))
        .filter((name) => name !== 'Stream')
        .sort(),
    );
    const text = `${transcript.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
    const path = join(import.meta.dirname, 'testdata/query-service.jsonl');
    if (process.env['UPDATE'] === '1') writeFileSync(path, text);
    expect(text.split('\n')).toEqual((existsSync(path) ? readFileSync(path, 'utf8') : '').split('\n'));
  });

  /** As JSON, with names in the place of what is another value each time. */
  function plain(value: unknown): unknown {
    return JSON.parse(
      JSON.stringify(value, (key, field: unknown) => {
        if (unstable.has(key)) return '…';
        const text = typeof field === 'bigint' ? String(field) : field;
        if (key === 'details') return withoutMoments(String(text));
        return /^(transaction|reserved)_id$/.test(key) && typeof text === 'string' && text !== '0'
          ? nameOf(text)
          : text;
      }),
    );
  }

  /** "transaction 1795: ended at 2026-01-02 03:04:05.678 UTC (…)" */
  function withoutMoments(details: string): string {
    return details.replace(/\d{4}-\d\d-\d\d [\d:.]+ UTC/, '…').replace(/(?<=transaction )[1-9]\d*/, nameOf);
  }

  function nameOf(id: string): string {
    const name = ids.get(id) ?? `id ${ids.size + 1}`;
    ids.set(id, name);
    return name;
  }
});

function idOf(messages: readonly Record<string, never>[], name: string) {
  return messages.map((message) => message[name] as bigint | undefined).find((id) => id !== undefined && id !== 0n);
}
