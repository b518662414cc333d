import { VtError } from '@vt/base';
import { create, type EnumValue, type Response } from '@vt/proto';
import { silentLogger } from '@vt/servenv';
import { type MemoryServer, type Tablet, TopoServer } from '@vt/topo';
import type { ReparentDeps } from '../reparent.ts';
import type { Manager, TabletManagers } from '../tablet-managers.ts';

const UUID = '00000000-0000-0000-0000-000000000001';
const gtids = (n: number): string => `MySQL56/${UUID}:1-${n}`;
type Type = EnumValue<'topodata.TabletType'>;

export type Peer = {
  readonly type: Type;
  /** Default z; there is also y. */
  readonly cell?: 'y' | 'z';
  readonly received?: number;
  readonly executed?: number;
  readonly hangs?: 'always' | 'following';
  /** What is done instead of answering, by method; the signal ends with the call. */
  readonly instead?: Readonly<Record<string, (shard: AnsweringShard, signal: AbortSignal) => Promise<unknown>>>;
};

export type AnsweringShard = {
  readonly deps: ReparentDeps;
  readonly calls: string[];
  cutCell(cell: 'y' | 'z'): void;
  close(): Promise<void>;
};

/** A shard whose tablets are only answers; who hangs gives none until the shard is closed, whatever its caller's deadline. */
export async function answeringShard(peers: Readonly<Record<number, Peer>>): Promise<AnsweringShard> {
  const memory = new Map<string, MemoryServer>();
  const topo = TopoServer.open({
    implementation: 'memory',
    globalServerAddress: 'g',
    globalRoot: '/global',
    memory,
    conn: { callTimeoutMs: 500 },
  });
  for (const cell of ['y', 'z']) await topo.cells.create(cell, { server_address: cell, root: `/${cell}` });
  await topo.keyspaces.create('ks', { durability_policy: 'semi_sync' });
  await topo.shards.getOrCreate('ks', '0');
  for (const [uid, { type, cell = 'z' }] of Object.entries(peers)) {
    await topo.tablets.create({ alias: { cell, uid: Number(uid) }, keyspace: 'ks', shard: '0', type });
  }
  await topo.shards.updateFields('ks', '0', (record) => {
    record.primary_alias = { cell: peers[1]?.cell ?? 'z', uid: 1 };
  });
  const end = new AbortController();
  const hang = (): Promise<never> =>
    new Promise((_, reject) => {
      end.signal.addEventListener('abort', () => reject(new VtError({ code: 'UNAVAILABLE', message: 'no answer' })));
    });
  const calls: string[] = [];
  const call = async (
    tablet: Tablet,
    method: string,
    _request: unknown,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<unknown> => {
    calls.push(`${method} ${tablet.alias?.uid}`);
    const peer = peers[tablet.alias?.uid ?? 0] as Peer;
    if (peer.hangs === 'always' || (peer.hangs && method === 'SetReplicationSource')) return hang();
    if (peer.instead?.[method]) return peer.instead[method](shard, signal);
    if (method === 'DemotePrimary') throw new VtError({ code: 'UNAVAILABLE', message: 'ECONNREFUSED' });
    if (method === 'StopReplicationAndGetStatus') {
      const { received = 10, executed = received } = peer;
      const status = { relay_log_position: gtids(received), position: gtids(executed), source_uuid: UUID };
      return create('tabletmanagerdata.StopReplicationAndGetStatusResponse', { status: { after: status } });
    }
    return { position: gtids(10) } satisfies Partial<Response<Manager, 'PromoteReplica'>>;
  };
  const tablets = { call } as unknown as TabletManagers;
  const shard: AnsweringShard = {
    deps: { topo, tablets, log: silentLogger, remoteTimeoutMs: 1_000 },
    calls,
    cutCell: (cell) => memory.get(cell)?.setReachable(false),
    close: async () => {
      end.abort();
      await topo.close();
    },
  };
  return shard;
}
