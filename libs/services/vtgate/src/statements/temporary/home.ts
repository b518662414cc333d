import { VtError } from '@vt/base';
import { quoteName } from '@vt/sqlparser';
import { collectResult, type Result } from '@vt/sqltypes';
import { anyShard, type KeyspaceSchema, resolveDestination, type Table } from '@vt/vschema';
import { sendText } from '../../executor/send.ts';
import type { StatementRun } from '../../executor/statement.ts';
import { readKeys, readTables } from '../../schema/read-tables.ts';
import { type TemporaryHome, TemporaryTables } from '../../session/temporary-tables.ts';

const ASK_ROWS_MAX = 10_000;
const KEYSPACE_ID_BYTES = 8;

export const at = ({ shard }: TemporaryHome) => ({ kind: 'Shard', shard }) as const;

/** The shard that has the session's temporary tables of a keyspace already, else the one it targets, else any. */
export function homeFor({ session, shards }: StatementRun, { name }: KeyspaceSchema): TemporaryHome {
  session.temporaryTables ??= new TemporaryTables();
  const known = session.temporaryTables.homeOf(name);
  const { destination } = session.target;
  const [shard, ...others] = resolveDestination(destination ?? anyShard, shards.shards(name), (all) =>
    shards.pick(all),
  );
  if (known && (!destination || known.shard === shard?.name)) return known;
  if (!shard || others.length > 0 || known)
    throw VtError.of('VT12001', known ? 'temporary tables on several shards' : 'temporary table on several shards');
  const home = { shard: shard.name, keyspaceId: firstOf(shard.keyRange?.start) };
  session.temporaryTables.settle(name, home);
  return home;
}

function firstOf(start: Uint8Array | undefined): Uint8Array {
  const keyspaceId = new Uint8Array(KEYSPACE_ID_BYTES);
  keyspaceId.set((start ?? new Uint8Array(0)).subarray(0, KEYSPACE_ID_BYTES));
  return keyspaceId;
}

/** Has the connection with the session's temporary tables say something to us. */
export async function ask(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  home: TemporaryHome,
  sql: string,
  write: boolean,
): Promise<Result> {
  const answer = collectResult({ rowsMax: ASK_ROWS_MAX });
  await sendText(run, keyspace.name, at(home), sql, { sink: answer, write });
  return answer.result;
}

/** What the planner must know of a table that was made or changed. */
export async function learn(run: StatementRun, keyspace: KeyspaceSchema, name: string): Promise<void> {
  const tables = run.session.temporaryTables;
  const home = tables?.homeOf(keyspace.name);
  if (!tables || !home) return;
  const of = quoteName(name);
  const columns = await ask(run, keyspace, home, `show full columns from ${of}`, false);
  const keys = await ask(run, keyspace, home, `show index from ${of}`, false);
  const called = Buffer.from(name);
  const rows = columns.rows.map(([field = null, type = null, collation = null, nullable = null, , , extra = null]) => {
    const dataType = /^\w+/.exec(Buffer.from(type ?? []).toString())?.[0] ?? '';
    return [called, field, Buffer.from(dataType), type, collation, nullable, null, extra];
  });
  const unique = keys.rows.filter(([, nonUnique]) => Buffer.from(nonUnique ?? []).toString() === '0');
  const uniqueKeys = readKeys(unique.map(([, , key = null, , column = null]) => [called, key, column]));
  const table = readTables(rows, uniqueKeys, new Map()).get(name);
  tables.add({
    keyspace: keyspace.name,
    sharded: true,
    name,
    type: 'table',
    columnVindexes: [],
    autoIncrement: undefined,
    columns: table?.columns ?? [],
    columnListAuthoritative: true,
    uniqueKeys: table?.uniqueKeys,
    pinned: home.keyspaceId,
    source: undefined,
  } satisfies Table);
}
