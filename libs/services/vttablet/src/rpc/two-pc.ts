import { VtError } from '@vt/base';
import { transactionMetadata, twoPcEngine } from '@vt/tabletserver';
import type { Rpc } from './rpc.ts';

const SECOND_MS = 1000;

/** Transactions over several shards that wait for somebody to end them. */
export const getUnresolvedTransactions: Rpc<'GetUnresolvedTransactions'> = async (
  { queryService },
  { abandon_age },
) => {
  const found = await twoPcEngine(queryService).unresolved(Number(abandon_age) * SECOND_MS || undefined);
  return { transactions: found.map(transactionMetadata) };
};

export const readTransaction: Rpc<'ReadTransaction'> = async ({ queryService }, { dtid }) => {
  const found = await twoPcEngine(queryService).readTransaction(dtid);
  return { transaction: found ? transactionMetadata(found) : null };
};

/** What this shard has of a transaction that is prepared here; an empty state: nothing. */
export const getTransactionInfo: Rpc<'GetTransactionInfo'> = async ({ queryService }, { dtid }) => {
  const record = (await twoPcEngine(queryService).redoRecords()).find((one) => one.dtid === dtid);
  if (!record) return {};
  return {
    state: record.failed ? 'FAILED' : 'PREPARED',
    message: record.message,
    time_created: record.createdNs,
    statements: record.statements.map((statement) => statement.toString()),
  };
};

/** Ends a transaction by hand: forgets the decision where it was made, and elsewhere rolls back what is prepared. */
export const concludeTransaction: Rpc<'ConcludeTransaction'> = async ({ queryService }, { dtid, mm }) => {
  if (dtid === '') throw new VtError({ code: 'INVALID_ARGUMENT', message: 'ConcludeTransaction without a dtid' });
  const engine = twoPcEngine(queryService);
  if (mm) await engine.concludeTransaction(dtid);
  else await engine.rollbackPrepared(dtid, 0n);
  return {};
};
