import { MysqlConnection as Connection, type MysqlConnection } from '@vt/mysql';
import { type Message, type MessageInput, protoField } from '@vt/proto';
import { literal } from './literal.ts';
import type { TabletManager } from './tablet-manager.ts';

type Request = Message<'tabletmanagerdata.GetSchemaRequest'>;
type Schema = MessageInput<'tabletmanagerdata.SchemaDefinition'>;
type Table = MessageInput<'tabletmanagerdata.TableDefinition'>;

/** Stands for the schema's quoted name, which differs between keyspaces with the same tables. */
const DATABASE_MARK = '{{.DatabaseName}}';
const TABLES_MAX = 100_000;
const INTERNAL_TABLE = /^_vt_(?:hld|prg|evc|drp|vrp)_[0-9a-f]{32}_\d{14}_$/;

const text = (value: Uint8Array | null | undefined): string => (value ? Buffer.from(value).toString('utf8') : '');
const named = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A list of table names; an item behind a slash, or between slashes, is a pattern: Vitess's vtctld asks for `/.*`. */
function matcher(items: readonly string[]): (name: string) => boolean {
  const tests = items.map((item) => {
    if (!item.startsWith('/')) return (name: string) => name === item;
    const expression = new RegExp(item.replaceAll(/^\/+|\/+$/g, ''));
    return (name: string) => expression.test(name);
  });
  return (name) => tests.some((matches) => matches(name));
}

/** The tables of the tablet's schema (or of another one) with their definitions. */
export async function readSchema(
  manager: TabletManager,
  request: Request,
  signal: AbortSignal,
  dbName = manager.identity.dbName,
): Promise<Schema> {
  const connection = await Connection.connect(manager.server.connectOptions('vt_dba'), signal);
  const abort = () => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const database = await connection.execute(`SHOW CREATE DATABASE IF NOT EXISTS ${named(dbName)}`);
    const tables = await listTables(connection, dbName, request);
    const keys = await primaryKeys(connection, dbName);
    const definitions: Table[] = [];
    for (const table of tables) {
      const detail = request.table_schema_only ? {} : await columnsOf(connection, dbName, table.name ?? '');
      const schema = await definitionOf(connection, dbName, table);
      definitions.push({ ...table, ...detail, schema, primary_key_columns: keys.get(table.name ?? '') ?? [] });
    }
    const create = text(database.rows[0]?.[1]).replaceAll(named(dbName), DATABASE_MARK);
    return { database_schema: create, table_definitions: definitions };
  } finally {
    signal.removeEventListener('abort', abort);
    connection.close();
  }
}

async function listTables(connection: MysqlConnection, dbName: string, request: Request): Promise<Table[]> {
  const { rows } = await connection.execute(
    `SELECT table_name, table_type, data_length, table_rows FROM information_schema.tables
      WHERE table_schema = ${literal(dbName)} ORDER BY table_name`,
    TABLES_MAX,
  );
  const isWanted = matcher(request.tables);
  const isExcluded = matcher(request.exclude_tables);
  return rows
    .map((row): Table & { name: string } => ({
      name: text(row[0]),
      type: text(row[1]) === 'VIEW' ? 'VIEW' : 'BASE TABLE',
      data_length: BigInt(text(row[2]) || '0'),
      row_count: BigInt(text(row[3]) || '0'),
    }))
    .filter(({ name, type }) => {
      if (INTERNAL_TABLE.test(name) || (type === 'VIEW' && !request.include_views)) return false;
      return (request.tables.length === 0 || isWanted(name)) && !isExcluded(name);
    });
}

async function definitionOf(connection: MysqlConnection, dbName: string, table: Table): Promise<string> {
  const isView = table.type === 'VIEW';
  const from = `${named(dbName)}.${named(table.name ?? '')}`;
  const { rows } = await connection.execute(`SHOW CREATE ${isView ? 'VIEW' : 'TABLE'} ${from}`);
  const create = text(rows[0]?.[1]);
  // The next AUTO_INCREMENT is data, not schema.
  return isView ? create.replaceAll(named(dbName), DATABASE_MARK) : create.replace(/ AUTO_INCREMENT=\d+/, '');
}

async function columnsOf(
  connection: MysqlConnection,
  dbName: string,
  table: string,
): Promise<{ columns: string[]; fields: MessageInput<'query.Field'>[] }> {
  const { fields } = await connection.execute(`SELECT * FROM ${named(dbName)}.${named(table)} WHERE 1 != 1`);
  return { columns: fields.map(({ name }) => name), fields: fields.map((field) => protoField(field, 'ALL')) };
}

async function primaryKeys(connection: MysqlConnection, dbName: string): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await connection.execute(
    `SELECT table_name, column_name FROM information_schema.statistics
      WHERE table_schema = ${literal(dbName)} AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index`,
    TABLES_MAX,
  );
  const keys = new Map<string, string[]>();
  for (const row of rows) {
    const [table, column] = [text(row[0]), text(row[1])];
    keys.set(table, [...(keys.get(table) ?? []), column]);
  }
  return keys;
}
