import type { Message } from '@vt/proto';
import { ask } from '../ask.ts';
import type { Context } from '../context.ts';
import { primariesOf } from './primaries.ts';

export type QueryResult = Message<'query.QueryResult'>;
type CallerId = Message<'vtrpc.CallerID'> | null;

/** Runs a statement about migrations on the primary of every shard, through its query service. */
export async function onPrimaries(
  context: Context,
  keyspace: string,
  sql: string,
  caller_id: CallerId,
  signal: AbortSignal,
): Promise<Map<string, QueryResult>> {
  const primaries = await primariesOf(context, keyspace, signal);
  const answers = await Promise.all(
    [...primaries].map(async ([shard, tablet]) => {
      const request = { query: Buffer.from(sql), max_rows: 10_000n, caller_id };
      const { result } = await ask(context, tablet, 'ExecuteQuery', request, signal);
      return [shard, result as QueryResult] as const;
    }),
  );
  return new Map(answers);
}

/** Rows that were changed, by shard. */
export async function changeMigrations(
  context: Context,
  keyspace: string,
  sql: string,
  caller: CallerId,
  signal: AbortSignal,
): Promise<Record<string, bigint>> {
  const answers = await onPrimaries(context, keyspace, sql, caller, signal);
  return Object.fromEntries([...answers].map(([shard, { rows_affected }]) => [shard, rows_affected]));
}
