import { VtError } from '@vt/base';
import { type CreateTable, type Node, print, quoteName, rewrite } from '@vt/sqlparser';
import type { KeyspaceSchema } from '@vt/vschema';
import { sendText } from '../../executor/send.ts';
import { rewriteForSession } from '../../executor/session-values.ts';
import type { StatementRun } from '../../executor/statement.ts';
import type { TemporaryHome } from '../../session/temporary-tables.ts';
import { ask, at, homeFor, learn } from './home.ts';
import { parsed } from './names.ts';

/**
 * CREATE TEMPORARY TABLE. All of a session's are on one shard of the keyspace, on a connection that the session keeps; where the keyspace has several shards
 * they are planned as tables pinned there, and rows of a query that is over all shards are inserted.
 */
export async function createTemporary(run: StatementRun, keyspace: KeyspaceSchema, sql: string): Promise<void> {
  const { session } = run;
  const home = homeFor(run, keyspace);
  if (!keyspace.sharded) return sendText(run, keyspace.name, at(home), sql, { write: true });
  const create = parsed(run, sql);
  if (create?.kind !== 'CreateTable') throw VtError.of('VT12001', 'this form of CREATE TEMPORARY TABLE over shards');
  const { table, select } = create;
  const isThere = session.temporaryTables?.has(keyspace.name, table.name) ?? false;
  // What is there already mysqld says: with an error, or with IF NOT EXISTS with a note.
  if (select === null || isThere) await sendText(run, keyspace.name, at(home), sql, { write: true });
  if (isThere) return;
  if (select === null) return learn(run, keyspace, table.name);
  await createFilled(run, keyspace, home, create);
}

async function createFilled(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  home: TemporaryHome,
  create: CreateTable,
): Promise<void> {
  const { session, deps } = run;
  const { select, table, spec, onDuplicate } = create;
  if (select === null) return;
  const limit = { kind: 'Limit', offset: null, rowCount: { kind: 'Literal', type: 'Int', value: '0' } } as const;
  const empty = { ...create, select: { ...select, limit } } as CreateTable;
  const own = rewriteForSession(empty, { session, options: deps.options });
  await ask(run, keyspace, home, print(unqualified(own, keyspace.name)), true);
  try {
    await learn(run, keyspace, table.name);
    const columns = session.temporaryTables?.columnsOf(keyspace.name, table.name) ?? [];
    // Columns that only the definition has come first.
    const given = spec?.columns.length ? await countColumns(run, keyspace, home, own) : columns.length;
    const list = columns.slice(columns.length - given).map(quoteName);
    const verb = onDuplicate === 'replace' ? 'replace' : onDuplicate === 'ignore' ? 'insert ignore' : 'insert';
    await run.instead(`${verb} into ${quoteName(table.name)} (${list.join(', ')}) ${print(select)}`);
  } catch (error) {
    session.temporaryTables?.remove(keyspace.name, table.name);
    await ask(run, keyspace, home, `drop temporary table if exists ${quoteName(table.name)}`, true).catch(() => {});
    throw error;
  }
}

async function countColumns(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  home: TemporaryHome,
  { select }: CreateTable,
): Promise<number> {
  if (select === null) return 0;
  const { fields } = await ask(run, keyspace, home, print(unqualified(select, keyspace.name)), false);
  return fields.length;
}

/** As a mysqld is told, which has one keyspace's database selected. */
function unqualified<N extends Node>(statement: N, keyspace: string): N {
  return rewrite(statement, (node) => {
    if (node.kind !== 'TableName' || node.qualifier === '') return node;
    if (node.qualifier !== keyspace) throw VtError.of('VT12001', 'CREATE TEMPORARY TABLE of other keyspaces’ tables');
    return { ...node, qualifier: '' };
  });
}
