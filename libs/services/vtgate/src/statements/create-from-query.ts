import { VtError } from '@vt/base';
import { type CreateTable, type Node, print, quoteName, rewrite, type Statement } from '@vt/sqlparser';
import { collectResult, type Result } from '@vt/sqltypes';
import { allShards, anyShard, type KeyspaceSchema } from '@vt/vschema';
import { sendText } from '../executor/send.ts';
import { rewriteForSession } from '../executor/session-answers/session-values.ts';
import type { StatementRun } from '../executor/statement.ts';

/** Where CREATE TABLE … SELECT makes its table. */
export type Maker = {
  readonly make: (sql: string) => Promise<Result>;
  /** A read that one mysqld answers which has the table. */
  readonly ask: (sql: string) => Promise<Result>;
  /** The names of its columns, once it is made and the planner knows of it. */
  readonly columns: () => Promise<readonly string[]>;
  readonly unmake: () => Promise<unknown>;
};

const TABLE_EXISTS = 1050;

/**
 * CREATE TABLE … SELECT where the query reads several shards: mysqld makes the table that the query would, without rows, and the query's rows are inserted
 * as a client's would be.
 */
export async function createFromQuery(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  create: CreateTable,
  maker: Maker,
): Promise<void> {
  const { session, deps } = run;
  const { select, table, spec, onDuplicate } = create;
  if (select === null) throw VtError.of('VT13001', 'CREATE TABLE without a query');
  const limit = { kind: 'Limit', offset: null, rowCount: { kind: 'Literal', type: 'Int', value: '0' } } as const;
  const empty = { ...create, select: { ...select, limit } } as CreateTable;
  const own = unqualified(rewriteForSession(empty, { session, options: deps.options }), keyspace.name);
  const made = await maker.make(print(own));
  // IF NOT EXISTS: it stays as it is.
  if (session.warnings.some(({ code }) => code === TABLE_EXISTS)) return run.sink.end(made, false);
  try {
    const columns = await maker.columns();
    // Columns that only the definition has come first.
    const given = spec?.columns.length
      ? (await maker.ask(print(own.select as Statement))).fields.length
      : columns.length;
    const list = columns.slice(columns.length - given).map(quoteName);
    const verb = onDuplicate === 'replace' ? 'replace' : onDuplicate === 'ignore' ? 'insert ignore' : 'insert';
    await run.instead(`${verb} into ${print(table)} (${list.join(', ')}) ${print(select)}`);
  } catch (error) {
    await maker.unmake().catch(() => {});
    throw error;
  }
}

/** As a mysqld is told, which has one keyspace's database selected. */
function unqualified<N extends Node>(statement: N, keyspace: string): N {
  return rewrite(statement, (node) => {
    if (node.kind !== 'TableName' || node.qualifier === '') return node;
    if (node.qualifier !== keyspace) throw VtError.of('VT12001', 'CREATE TABLE … SELECT from another keyspace');
    return { ...node, qualifier: '' };
  });
}

/**
 * On every shard of a keyspace. The VSchema must have the table already, else nobody knew which shard a row belongs to.
 * @throws VT12001 where it has not.
 */
export async function createOverShards(
  run: StatementRun,
  keyspace: KeyspaceSchema,
  create: CreateTable,
): Promise<void> {
  const { name } = create.table;
  const known = keyspace.tables.get(name);
  if (!known || (known.type === 'table' && !known.pinned && known.columnVindexes.length === 0))
    throw VtError.of(
      'VT12001',
      `CREATE TABLE … SELECT over shards of a table that the VSchema does not have: '${name}'`,
    );
  const send = async (sql: string, destination: typeof allShards, ddl: boolean): Promise<Result> => {
    const answer = collectResult({ rowsMax: 1 });
    await sendText(run, keyspace.name, destination, sql, { sink: answer, ddl, write: ddl });
    return answer.result;
  };
  const maker: Maker = {
    make: (sql) => send(sql, allShards, true),
    ask: (sql) => send(sql, anyShard, false),
    columns: async () => {
      await run.deps.schemaChanged(keyspace.name);
      const table = run.deps.vschema().keyspaces.get(keyspace.name)?.tables.get(name);
      return (table?.columns ?? []).map((column) => column.name);
    },
    unmake: async () => {
      await send(`drop table if exists ${quoteName(name)}`, allShards, true);
      await run.deps.schemaChanged(keyspace.name);
    },
  };
  await createFromQuery(run, keyspace, create, maker);
}
