import type { MessageInput, ServiceHandlers } from '@vt/proto';
import { unaryHandler } from '@vt/servenv';
import { noTwoPc } from '../errors.ts';
import type { TabletServer } from '../tablet-server.ts';
import type { Decision } from '../twopc/records.ts';
import type { TwoPc } from '../twopc/two-pc.ts';
import { readTarget } from './read-request.ts';

type Targeted = { readonly target: Parameters<typeof readTarget>[0] };
type Handlers = Pick<
  ServiceHandlers<'queryservice.Query'>,
  | 'CommitPrepared'
  | 'ConcludeTransaction'
  | 'CreateTransaction'
  | 'Prepare'
  | 'ReadTransaction'
  | 'RollbackPrepared'
  | 'SetRollback'
  | 'StartCommit'
  | 'UnresolvedTransactions'
>;

/** Two-phase commit for gates: only on a primary. */
export function twoPcHandlers(server: TabletServer): Handlers {
  const on = async <T>(request: Targeted, work: (engine: TwoPc) => Promise<T>): Promise<T> => {
    server.state.enter(request.target ? readTarget(request.target) : undefined, true);
    try {
      return await work(twoPcEngine(server));
    } finally {
      server.state.leave();
    }
  };
  return {
    CommitPrepared: unaryHandler((request) =>
      on(request, (engine) => engine.commitPrepared(request.dtid)).then(nothing),
    ),
    ConcludeTransaction: unaryHandler((request) =>
      on(request, (engine) => engine.concludeTransaction(request.dtid)).then(nothing),
    ),
    CreateTransaction: unaryHandler((request) =>
      on(request, (engine) => engine.createTransaction(request.dtid, request.participants)).then(nothing),
    ),
    Prepare: unaryHandler((request) =>
      on(request, (engine) => engine.prepare(request.transaction_id, request.dtid)).then(nothing),
    ),
    ReadTransaction: unaryHandler((request) =>
      on(request, async (engine) => ({ metadata: metadataOf(await engine.readTransaction(request.dtid)) })),
    ),
    RollbackPrepared: unaryHandler((request) =>
      on(request, (engine) => engine.rollbackPrepared(request.dtid, request.transaction_id)).then(nothing),
    ),
    SetRollback: unaryHandler((request) =>
      on(request, (engine) => engine.setRollback(request.dtid, request.transaction_id)).then(nothing),
    ),
    StartCommit: unaryHandler((request) =>
      on(request, (engine) => engine.startCommit(request.transaction_id, request.dtid)).then(() => ({
        state: 'Success' as const,
      })),
    ),
    UnresolvedTransactions: unaryHandler((request) =>
      on(request, async (engine) => ({
        transactions: (await engine.unresolved(Number(request.abandon_age) * 1000 || undefined)).map(
          (decision) => metadataOf(decision) as MessageInput<'query.TransactionMetadata'>,
        ),
      })),
    ),
  };
}

const nothing = () => ({});

/** Throws where two-phase commit is not possible: on a tablet that is not the primary, say. */
export function twoPcEngine(server: TabletServer): TwoPc {
  const { twoPc } = server;
  if (twoPc) return twoPc;
  throw noTwoPc();
}

export function metadataOf(decision: Decision | undefined): MessageInput<'query.TransactionMetadata'> {
  if (!decision) return {};
  return {
    dtid: decision.dtid,
    state: decision.state,
    time_created: decision.createdNs,
    participants: decision.participants.map(({ keyspace, shard, tabletType }) => ({
      keyspace,
      shard,
      tablet_type: tabletType,
    })),
  };
}
