import { expect, test } from 'vitest';
import { Session } from '../session/session.ts';
import { writeSession } from './session-codec.ts';

test('a client that keeps its session itself brings back in which order its shards commit', () => {
  const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', { user: 'u', groups: [], remote: '' }, target, 'MULTI');
  session.shardSessions = ['-40', '40-80', '80-'].map((shard, i) => ({
    target: { keyspace: 'ks', shard, tabletType: 'PRIMARY' },
    state: { transactionId: BigInt(i + 1), reservedId: 0n, alias: 'z-1' },
    wrote: true,
  }));
  session.commitTurns.note([{ keyspace: 'ks', shard: '-40' }], 'last');
  session.commitTurns.note([{ keyspace: 'ks', shard: '80-' }], 'first');
  const { pre_sessions, shard_sessions, post_sessions } = writeSession(session, null, {
    tabletType: 'PRIMARY',
    transactionMode: 'MULTI',
    workload: 'OLTP',
  });
  expect([pre_sessions, shard_sessions, post_sessions].map((all) => all?.map((one) => one.target?.shard))).toEqual([
    ['80-'],
    ['40-80'],
    ['-40'],
  ]);
});
