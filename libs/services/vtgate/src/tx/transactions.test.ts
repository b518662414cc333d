import { VtError } from '@vt/base';
import { abortError } from '@vt/discovery';
import { TabletCallError as TransportError } from '@vt/proto';
import { collectResult, emptyOk } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { TabletCallError, type TabletGateway, type TabletTarget } from '../gateway/tablet-gateway.ts';
import { Session } from '../session/session.ts';
import { ShardCalls } from './shard-calls.ts';
import type { ShardCallsDeps } from './shard-calls-deps.ts';
import { Transactions } from './transactions.ts';

function session(): Session {
  const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const made = new Session(1, 'uuid', { user: 'u', groups: [], remote: '' }, target, 'MULTI');
  made.inTransaction = true;
  made.shardSessions = ['-40', '40-80', '80-'].map((shard, i) => ({
    target: { keyspace: 'ks', shard, tabletType: 'PRIMARY' } satisfies TabletTarget,
    state: { transactionId: BigInt(i + 1), reservedId: 0n, alias: 'z-1' },
    wrote: true,
  }));
  return made;
}

test('a commit that is ended between two shards leaves nothing open on the rest, whose rows would stay locked', async () => {
  const ended: string[] = [];
  const stop = new AbortController();
  // As a gateway does it: what was given up before it was sent is not sent.
  const end =
    (how: string): TabletGateway['commit'] =>
    async ({ shard }, state, _caller, signal) => {
      if (signal.aborted) throw new TabletCallError(abortError(signal), state);
      ended.push(`${how} ${shard}`);
      stop.abort(new Error('killed'));
      return { ...state, transactionId: 0n };
    };
  const gateway = { commit: end('commit'), rollback: end('rollback') } as Partial<TabletGateway> as TabletGateway;
  const one = session();
  await expect(new Transactions(gateway).commit(one, stop.signal)).rejects.toThrow('killed');
  expect(ended).toEqual(['commit -40', 'rollback 40-80', 'rollback 80-']);
  expect(one.inTransaction).toBe(false);
});

test('a connection that was reserved for a SET which its mysqld refused is given back with the transaction', async () => {
  const ended: string[] = [];
  const gateway = {
    database: () => undefined,
    execute: async ({ shard }, { transactionId }) => {
      const reserved = { transactionId, reservedId: transactionId, alias: 'z-1' };
      if (shard === '40-80') throw new TabletCallError(new Error('Unknown or incorrect time zone'), reserved);
      return reserved;
    },
    commit: async (_, state) => ({ ...state, transactionId: 0n }),
    release: async ({ shard }) => void ended.push(shard),
  } as Partial<TabletGateway> as TabletGateway;
  const one = session();
  const { signal } = new AbortController();
  const calls = new ShardCalls(one, { gateway } as Partial<ShardCallsDeps> as ShardCallsDeps);
  await expect(calls.setHeld("set time_zone = 'nowhere'", signal)).rejects.toThrow('time zone');
  await new Transactions(gateway).commit(one, signal);
  expect(ended).toEqual(['-40', '40-80']);
  expect(one.shardSessions).toEqual([]);
});

test('a deadlock in a read that passes over errors of shards ends the transaction on all of them', async () => {
  const ended: string[] = [];
  const deadlock = new VtError({ code: 'ABORTED', errno: 1213, state: '40001', message: 'Deadlock found' });
  const gateway = {
    database: () => undefined,
    execute: async ({ shard }, { transactionId }, sink) => {
      const state = { transactionId, reservedId: 0n, alias: 'z-1' };
      if (shard === '40-80') throw new TabletCallError(deadlock, { ...state, transactionId: 0n });
      sink.columns([], 'text');
      sink.end(emptyOk, false);
      return state;
    },
    rollback: async ({ shard }, state) => {
      ended.push(shard);
      return { ...state, transactionId: 0n };
    },
  } as Partial<TabletGateway> as TabletGateway;
  const one = session();
  const calls = new ShardCalls(one, {
    gateway,
    transactions: new Transactions(gateway),
    directives: { scatterErrorsAsWarnings: true },
    routedShards: () => new Map(),
    onQuery: () => {},
  } as Partial<ShardCallsDeps> as ShardCallsDeps);
  const queries = one.shardSessions.map(({ target }) => ({ ...target, sql: 'select 1 for update', binds: {} }));
  const sinks = queries.map(() => collectResult());
  const { signal } = new AbortController();
  const run = calls.run(queries, sinks, { intent: 'read', autocommit: false }, signal);
  await expect(run).rejects.toMatchObject({ errno: 1213 });
  expect([ended, one.inTransaction]).toEqual([['-40', '80-'], false]);
});

test('what a lookup table’s own commit wrote is among what the session’s reads of replicas must see', async () => {
  const gateway = {
    database: () => undefined,
    execute: async (_, __, sink) => {
      sink.end({ ...emptyOk, affectedRows: 1n }, false);
      return { transactionId: 0n, reservedId: 0n, alias: undefined };
    },
  } as Partial<TabletGateway> as TabletGateway;
  const one = session();
  one.readAfterWrite.mode = 'session';
  const deps = { gateway, directives: {}, routedShards: () => new Map(), onQuery: () => {} } as Partial<ShardCallsDeps>;
  const query = { keyspace: 'lookups', shard: '0', sql: 'insert into by_mail values (1)', binds: {} };
  const options = { intent: 'write', autocommit: true, apart: true } as const;
  const { signal } = new AbortController();
  await new ShardCalls(one, deps as ShardCallsDeps).run([query], [collectResult()], options, signal);
  expect(one.readAfterWrite.needed('lookups/0')).toEqual({ gtids: undefined, caughtUp: undefined });
});

test.each(['a statement', 'a SET'])(
  'a session whose reserved connection is gone before %s of its transaction is told so once, and goes on',
  async (what) => {
    const lost = { code: 'ABORTED', message: 'transaction 7: not found', mayHaveRun: false } as const;
    const gateway = {
      database: () => undefined,
      execute: async (_, { reservedId, begin }, sink) => {
        if (reservedId === 7n)
          throw new TabletCallError(new TransportError(lost), { transactionId: 0n, reservedId, alias: 'z-1' });
        sink.end(emptyOk, false);
        return { transactionId: begin ? 8n : 0n, reservedId: 0n, alias: 'z-2' };
      },
    } as Partial<TabletGateway> as TabletGateway;
    const one = session();
    const [held] = one.shardSessions;
    one.shardSessions = held ? [{ ...held, state: { transactionId: 0n, reservedId: 7n, alias: 'z-1' } }] : [];
    one.reserved = true;
    const calls = new ShardCalls(one, {
      gateway,
      transactions: new Transactions(gateway),
      directives: {},
      routedShards: () => new Map(),
      onQuery: () => {},
    } as Partial<ShardCallsDeps> as ShardCallsDeps);
    const query = { keyspace: 'ks', shard: '-40', sql: 'insert into t values (1)', binds: {} };
    const { signal } = new AbortController();
    const run = () => calls.run([query], [collectResult()], { intent: 'write', autocommit: false }, signal);
    const first = what === 'a SET' ? calls.setHeld("set time_zone = '+01:00'", signal) : run();
    await expect(first).rejects.toMatchObject({ errno: 2013, state: '08S01' });
    expect([one.broken, one.shardSessions, one.reserved]).toEqual([undefined, [], false]);
    await run();
    expect(one.shardSessions.map(({ state }) => state.transactionId)).toEqual([8n]);
  },
);

test('a reserved connection that is in use is not lost', async () => {
  const inUse = { code: 'ABORTED', message: 'transaction 7: in use: for query', mayHaveRun: false } as const;
  const state = { transactionId: 0n, reservedId: 7n, alias: 'z-1' };
  const gateway = {
    database: () => undefined,
    execute: async () => {
      throw new TabletCallError(new TransportError(inUse), state);
    },
  } as Partial<TabletGateway> as TabletGateway;
  const one = session();
  one.inTransaction = false;
  one.shardSessions = one.shardSessions.slice(0, 1).map((shard) => ({ ...shard, state }));
  const deps = { gateway, directives: {}, routedShards: () => new Map(), onQuery: () => {} } as Partial<ShardCallsDeps>;
  const query = { keyspace: 'ks', shard: '-40', sql: 'select 1', binds: {} };
  const options = { intent: 'read', autocommit: false } as const;
  const { signal } = new AbortController();
  const run = new ShardCalls(one, deps as ShardCallsDeps).run([query], [collectResult()], options, signal);
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  expect(one.shardSessions.map((shard) => shard.state)).toEqual([state]);
});
