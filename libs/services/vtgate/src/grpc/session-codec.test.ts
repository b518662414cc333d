import { decode, encode } from '@vt/proto';
import { expect, test } from 'vitest';
import { Session } from '../session/session.ts';
import { readSession, writeSession } from './session-codec.ts';

const caller = { user: 'u', groups: [], remote: '' };
const defaults = { tabletType: 'PRIMARY', transactionMode: 'MULTI', workload: 'OLTP' } as const;

/** The session as its client sends it again. */
function again(session: Session, before: Parameters<typeof writeSession>[1]) {
  const message = decode('vtgate.Session', encode('vtgate.Session', writeSession(session, before, defaults)));
  return { message, session: readSession(message, caller, defaults) };
}

test('SQL_SELECT_LIMIT = 0 and SCRATCH_READS = 0 are said once', () => {
  const session = readSession(null, caller, defaults);
  expect([session.selectLimit, session.scratchReads]).toEqual([undefined, true]);
  session.selectLimit = 0n;
  session.scratchReads = false;
  const first = again(session, null);
  expect([first.session.selectLimit, first.session.scratchReads]).toEqual([0n, false]);
  expect(first.session.settings.size).toBe(0);
  first.session.selectLimit = undefined;
  expect(again(first.session, first.message).session.selectLimit).toBeUndefined();
});

test('how long a transaction may last is known to the calls after its BEGIN, until the session says something else', () => {
  const session = readSession(null, caller, defaults);
  session.transactionTimeoutMs = 1500;
  session.begin = { ...session.begin, timeoutMs: 1500 };
  session.inTransaction = true;
  const first = again(session, null);
  expect(first.session.begin.timeoutMs).toBe(1500);
  first.session.transactionTimeoutMs = 0;
  expect(again(first.session, first.message).session.transactionTimeoutMs).toBe(0);
});

test('a client that keeps its session itself brings back in which order its shards commit', () => {
  const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', caller, target, 'MULTI');
  session.shardSessions = ['-40', '40-80', '80-'].map((shard, i) => ({
    target: { keyspace: 'ks', shard, tabletType: 'PRIMARY' },
    state: { transactionId: BigInt(i + 1), reservedId: 0n, alias: 'z-1' },
    wrote: true,
  }));
  session.commitTurns.note([{ keyspace: 'ks', shard: '-40' }], 'last');
  session.commitTurns.note([{ keyspace: 'ks', shard: '80-' }], 'first');
  const { pre_sessions, shard_sessions, post_sessions } = writeSession(session, null, defaults);
  expect([pre_sessions, shard_sessions, post_sessions].map((all) => all?.map((one) => one.target?.shard))).toEqual([
    ['80-'],
    ['40-80'],
    ['-40'],
  ]);
});

test('a shard that has something of two turns keeps both in a session that its client keeps', () => {
  const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', caller, target, 'MULTI');
  session.inTransaction = true;
  const shards = ['-80', '80-'].map((shard) => ({ keyspace: 'ks', shard, tabletType: 'PRIMARY' }) as const);
  session.shardSessions = shards.map((one, i) => ({
    target: one,
    state: { transactionId: BigInt(i + 1), reservedId: 0n, alias: `z-${i}` },
    wrote: true,
  }));
  // A row on each, with its entry on the other.
  for (const turn of ['first', 'middle'] as const) session.commitTurns.note(shards, turn);
  const back = again(session, null).session;
  expect(back.shardSessions.map(({ target: one, state }) => [one.shard, state.transactionId])).toEqual([
    ['-80', 1n],
    ['80-', 2n],
  ]);
  expect(back.commitTurns.haveAnOrder(back.shardSessions)).toBe(false);
});
