import { VtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import type { Connectors } from '../pools.ts';

export type ServerCheck = {
  readonly connectors: Connectors;
  /** Refuse a mysqld whose sql_mode would store wrong values silently. */
  readonly enforceStrictMode: boolean;
};

/** A mysqld that does not greet within this is not there. */
const CHECK_TIMEOUT_MS = 5000;

/** One connection as the application: that it works, and that the server keeps what it is told. */
export async function checkServer({ connectors, enforceStrictMode }: ServerCheck): Promise<void> {
  const connection = await MysqlConnection.connect(connectors.app, AbortSignal.timeout(CHECK_TIMEOUT_MS));
  try {
    const { rows } = await connection.execute('select @@session.sql_mode');
    const mode = rows[0]?.[0] ? Buffer.from(rows[0][0]).toString() : '';
    if (enforceStrictMode && !/STRICT_(TRANS|ALL)_TABLES/.test(mode)) {
      const message = `require sql_mode to be STRICT_TRANS_TABLES or STRICT_ALL_TABLES: got '${mode}'`;
      throw new VtError({ code: 'UNAVAILABLE', message });
    }
  } finally {
    connection.close();
  }
}
