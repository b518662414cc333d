import { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import { quoteString } from '@vt/sqlparser';

const ER_PARSE_ERROR = 1064;

/**
 * Does the server's parser take the statement? Whether its names mean anything does not matter.
 * @param early what the server says before it has read the whole text; undefined then.
 */
export async function serverAccepts(
  connection: MysqlConnection,
  sql: string,
  early: ReadonlySet<number>,
): Promise<boolean | undefined> {
  try {
    await connection.execute(`prepare s from ${quoteString(sql)}`);
    return true;
  } catch (error) {
    if (!(error instanceof VtError)) throw error;
    return early.has(error.errno ?? 0) ? undefined : error.errno !== ER_PARSE_ERROR;
  }
}
