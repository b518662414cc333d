import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { expect, it } from 'vitest';
import type { TabletCall, TabletGateway, TabletState, TabletTarget } from '../gateway/tablet-gateway.ts';
import { Session } from '../session/session.ts';
import { beat } from './heartbeat.ts';

const target = (shard: string): TabletTarget => ({ keyspace: 'k', shard, tabletType: 'PRIMARY' });
const state = (transactionId: bigint, reservedId: bigint): TabletState => ({ transactionId, reservedId, alias: 'z-1' });

class Tablets implements TabletGateway {
  readonly asked: string[] = [];

  async execute({ shard }: TabletTarget, call: TabletCall, sink: ResultSink): Promise<TabletState> {
    this.asked.push(`${shard} ${call.reservedId} ${call.sql}`);
    if (shard === 'dead') throw new Error('gone');
    sink.end(emptyOk, false);
    return state(call.transactionId, call.reservedId + 100n);
  }

  commit = async () => state(0n, 0n);
  rollback = async () => state(0n, 0n);
  release = async () => {};
  tablets = () => [];
}

it('a silent client keeps its locks and its reserved connections, but not its transactions', async () => {
  const tablets = new Tablets();
  const to = { keyspace: 'k', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', { user: '', groups: [], remote: '' }, to, 'TWOPC');
  session.lockSession = { target: target('lock'), state: state(0n, 1n) };
  session.shardSessions = [
    { target: target('temporary'), state: state(0n, 2n) },
    { target: target('both'), state: state(3n, 3n) },
    { target: target('transaction'), state: state(4n, 0n) },
    { target: target('dead'), state: state(0n, 5n) },
  ];
  await beat(session, tablets);
  expect(tablets.asked.toSorted()).toEqual(['dead 5 select 1', 'lock 1 select 1', 'temporary 2 select 1']);
  expect(session.lockSession.state.reservedId).toBe(101n);
  expect(session.shardSessions.map(({ state: held }) => held.reservedId)).toEqual([102n, 3n, 0n, 5n]);
});
