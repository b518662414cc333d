import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { ask } from '../ask.ts';
import type { Context, Handler } from '../context.ts';

type Metadata = Message<'query.TransactionMetadata'>;

/** A transaction's id says which shard decides: `keyspace:shard:number`. */
function deciderOf(dtid: string): { readonly keyspace: string; readonly shard: string } {
  const [keyspace = '', shard = '', id = '', ...more] = dtid.split(':');
  if (keyspace !== '' && shard !== '' && id !== '' && more.length === 0) return { keyspace, shard };
  throw new VtError({ code: 'INVALID_ARGUMENT', message: `invalid parts in dtid: ${dtid}` });
}

async function primaryOf({ topo }: Context, keyspace: string, shard: string, signal: AbortSignal): Promise<Tablet> {
  const { value } = await topo.shards.get(keyspace, shard, { signal });
  if (value.primary_alias) return (await topo.tablets.get(value.primary_alias, { signal })).value;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `${keyspace}/${shard} has no primary` });
}

export const getUnresolvedTransactions: Handler<'GetUnresolvedTransactions'> = async (
  { keyspace, abandon_age },
  context,
  signal,
) => {
  const shards = await context.topo.shards.names(keyspace, { signal });
  const found = await Promise.all(
    shards.map(async (shard) => {
      const primary = await primaryOf(context, keyspace, shard, signal);
      return (await ask(context, primary, 'GetUnresolvedTransactions', { abandon_age }, signal)).transactions;
    }),
  );
  return { transactions: found.flat() };
};

async function metadataOf(context: Context, dtid: string, signal: AbortSignal): Promise<Metadata> {
  const { keyspace, shard } = deciderOf(dtid);
  const primary = await primaryOf(context, keyspace, shard, signal);
  const { transaction } = await ask(context, primary, 'ReadTransaction', { dtid }, signal);
  if (transaction && transaction.dtid !== '') return transaction;
  throw new VtError({ code: 'NOT_FOUND', message: `${keyspace}/${shard} knows nothing of transaction ${dtid}` });
}

export const getTransactionInfo: Handler<'GetTransactionInfo'> = async ({ dtid }, context, signal) => {
  const metadata = await metadataOf(context, dtid, signal);
  const shard_states = await Promise.all(
    metadata.participants.map(async ({ keyspace, shard }) => {
      const primary = await primaryOf(context, keyspace, shard, signal);
      const { state, message, time_created, statements } = await ask(
        context,
        primary,
        'GetTransactionInfo',
        { dtid },
        signal,
      );
      return { shard, state, message, time_created, statements };
    }),
  );
  return { metadata, shard_states };
};

/** INVARIANT: the shard that decides forgets last: until then whoever resolves transactions can finish the work. */
export const concludeTransaction: Handler<'ConcludeTransaction'> = async ({ dtid, participants }, context, signal) => {
  const decider = deciderOf(dtid);
  const shards = participants.length > 0 ? participants : (await metadataOf(context, dtid, signal)).participants;
  const conclude = async (keyspace: string, shard: string, mm: boolean): Promise<void> => {
    const primary = await primaryOf(context, keyspace, shard, signal);
    await ask(context, primary, 'ConcludeTransaction', { dtid, mm }, signal);
  };
  await Promise.all(shards.map(({ keyspace, shard }) => conclude(keyspace, shard, false)));
  await conclude(decider.keyspace, decider.shard, true);
  return {};
};
