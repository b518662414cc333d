import { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import type { Result } from '@vt/sqltypes';

/** A function that was loaded into the server (CREATE FUNCTION … SONAME); on MariaDB also an aggregate one of the tablet's schema. */
export type LoadedFunction = {
  readonly name: string;
  /** As MySQL has it: `char`, `decimal`, `integer`, `real`. */
  readonly returns: string;
  readonly isAggregate: boolean;
};

export type LoadedFunctions = ReadonlyMap<string, LoadedFunction>;

const FUNCTIONS_MAX = 10_000;
/** ER_DBACCESS_DENIED_ERROR, ER_BAD_DB_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_NO_SUCH_TABLE, ER_SPECIFIC_ACCESS_DENIED_ERROR. */
const NOT_SHOWN: ReadonlySet<number> = new Set([1044, 1049, 1142, 1143, 1146, 1227]);

// What components and plugins bring is every server's own, and none of it aggregates.
const ofMysql =
  'select udf_name, udf_return_type, udf_type from performance_schema.user_defined_functions where udf_library is not null';
/** mysql.func numbers its types. What a stored function gives is told by its definition, and of no use here. */
const ofMariadb = (
  db: string,
): string => `select name, elt(ret + 1, 'char', 'real', 'integer', 'char', 'decimal'), type from mysql.func
  union all select name, 'char', 'aggregate' from mysql.proc where type = 'FUNCTION' and aggregate = 'GROUP' and db = ${db}`;

/** @param db the tablet's schema, as a literal. */
export async function readLoadedFunctions(connection: MysqlConnection, db: string): Promise<LoadedFunctions> {
  const sql = connection.isMariadb ? ofMariadb(db) : ofMysql;
  try {
    return byName(await connection.execute(sql, FUNCTIONS_MAX));
  } catch (error) {
    // A server that is not ours may keep its lists to itself.
    if (error instanceof VtError && error.errno !== undefined && NOT_SHOWN.has(error.errno)) return new Map();
    throw error;
  }
}

/** Makes the sidecar's table say so, where it says something else: clients of Vitess's gates and tablets read it there. */
export async function keepLoadedFunctions(
  connection: MysqlConnection,
  sidecar: string,
  functions: LoadedFunctions,
): Promise<void> {
  const table = `\`${sidecar.replaceAll('`', '``')}\`.udfs`;
  const kept = byName(
    await connection.execute(`select function_name, function_return_type, function_type from ${table}`, FUNCTIONS_MAX),
  );
  if (isSame(kept, functions)) return;
  await connection.execute('begin', 1);
  try {
    await connection.execute(`delete from ${table}`, 1);
    for (const { name, returns, isAggregate } of functions.values()) {
      const values = [name, returns, isAggregate ? 'aggregate' : 'function'].map(literal).join(', ');
      await connection.execute(`insert into ${table} values (${values})`, 1);
    }
    await connection.execute('commit', 1);
  } catch (error) {
    await connection.execute('rollback', 1).catch(() => undefined);
    throw error;
  }
}

export function isSame(one: LoadedFunctions, other: LoadedFunctions): boolean {
  if (one.size !== other.size) return false;
  return [...one.values()].every(({ name, returns, isAggregate }) => {
    const found = other.get(name);
    return found?.returns === returns && found.isAggregate === isAggregate;
  });
}

function byName({ rows }: Result): LoadedFunctions {
  return new Map(
    rows.map((row): [string, LoadedFunction] => {
      const [name, returns, type] = row.map(text) as [string, string, string];
      return [name, { name, returns: returns.toLowerCase(), isAggregate: type.toLowerCase() === 'aggregate' }];
    }),
  );
}

const text = (value: Uint8Array | null | undefined): string => (value ? Buffer.from(value).toString('utf8') : '');
const literal = (value: string): string => `'${value.replace(/['\\]/g, '\\$&')}'`;
