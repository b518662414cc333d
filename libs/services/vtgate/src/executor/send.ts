import { buildPrimitive } from '@vt/engine';
import type { ResultSink } from '@vt/sqltypes';
import type { Destination } from '@vt/vschema';
import type { StatementRun } from './statement.ts';

export type SendOptions = { readonly write?: boolean; readonly ddl?: boolean; readonly sink?: ResultSink };

/** Sends a text as it is to the shards of a destination. */
export async function sendText(
  run: StatementRun,
  keyspace: string,
  destination: Destination,
  sql: string,
  { write = false, ddl = false, sink = run.sink }: SendOptions = {},
): Promise<void> {
  const node = { kind: 'Send', keyspace, destination, query: sql, write, ddl } as const;
  await buildPrimitive(node).execute(run.engine, sink);
}
