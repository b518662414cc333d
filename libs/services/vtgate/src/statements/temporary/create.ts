import { VtError } from '@vt/base';
import { type CreateTable, quoteName } from '@vt/sqlparser';
import type { KeyspaceSchema } from '@vt/vschema';
import { sendText } from '../../executor/send.ts';
import type { StatementRun } from '../../executor/statement.ts';
import type { TemporaryHome } from '../../session/temporary-tables.ts';
import { createFromQuery } from '../create-from-query.ts';
import { parsed } from '../parsed.ts';
import { ask, at, homeFor, learn } from './home.ts';

/**
 * CREATE TEMPORARY TABLE. All of a session's are on one shard of the keyspace, on a connection that the session keeps; where the keyspace has several shards
 * they are planned as tables pinned there, and rows of a query that is over all shards are inserted.
 */
export async function createTemporary(run: StatementRun, keyspace: KeyspaceSchema, sql: string): Promise<void> {
  const { session } = run;
  session.changes.other();
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
  const { name } = create.table;
  const tables = run.session.temporaryTables;
  await createFromQuery(run, keyspace, create, {
    make: (sql) => ask(run, keyspace, home, sql, true),
    ask: (sql) => ask(run, keyspace, home, sql, false),
    columns: async () => {
      await learn(run, keyspace, name);
      return tables?.columnsOf(keyspace.name, name) ?? [];
    },
    unmake: () => {
      tables?.remove(keyspace.name, name);
      return ask(run, keyspace, home, `drop temporary table if exists ${quoteName(name)}`, true);
    },
  });
}
