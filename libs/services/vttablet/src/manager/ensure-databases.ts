import { ensureSidecar, grantOnDatabase, type SqlExecutor } from '@vt/mysqlctl';
import { literal } from './literal.ts';

/** The tablet's schema and the sidecar tables, on a server that is writable; on a managed one its users may work in the schema, whatever its name. Writes nothing where all is there. */
export async function ensureDatabases(sql: SqlExecutor, name: string, isManaged: boolean): Promise<void> {
  const rows = await sql.query(`SELECT 1 FROM information_schema.schemata WHERE schema_name = ${literal(name)}`);
  if (rows.length === 0) await sql.query(`CREATE DATABASE IF NOT EXISTS \`${name.replaceAll('`', '``')}\``);
  if (isManaged) await grantOnDatabase(sql, name);
  await ensureSidecar(sql);
}
