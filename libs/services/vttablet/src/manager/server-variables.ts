import { VtError } from '@vt/base';
import type { MysqlSession } from '@vt/mysql';
import type { MysqlServer } from '@vt/mysqlctl';

const ER_UNKNOWN_SYSTEM_VARIABLE = 1193;
/** A plugin that is installed brings more of them. */
const KNOWN_MS_MAX = 60_000;

type Known = { readonly names: readonly string[]; readonly sinceMs: number };

/** Which of the wanted variables a server has: SHOW VARIABLES makes a row of each of its hundreds, so that it is asked for that seldom. */
const knownOf = new WeakMap<MysqlServer, Known>();

/** Global variables by name, in lower case; those that this server does not have are left out. Booleans are `1` and `0`. */
export async function readVariables(
  server: MysqlServer,
  connection: MysqlSession,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await select(connection, await known(server, connection, wanted, signal), signal);
  } catch (error) {
    if (!(error instanceof VtError) || error.errno !== ER_UNKNOWN_SYSTEM_VARIABLE) throw error;
    knownOf.delete(server);
    return await select(connection, await known(server, connection, wanted, signal), signal);
  }
}

async function known(
  server: MysqlServer,
  connection: MysqlSession,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const before = knownOf.get(server);
  if (before && performance.now() - before.sinceMs < KNOWN_MS_MAX) return before.names;
  const list = wanted.map((name) => `'${name}'`).join(', ');
  const rows = await connection.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`, signal);
  const names = rows.map((row) => (row['Variable_name'] ?? '').toLowerCase());
  knownOf.set(server, { names, sinceMs: performance.now() });
  return names;
}

async function select(
  connection: MysqlSession,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const columns = names.map((name) => `@@global.${name} AS ${name}`).join(', ');
  const [row = {}] = await connection.query(`SELECT ${columns}`, signal);
  return new Map(Object.entries(row).map(([name, value]) => [name, value ?? '']));
}
