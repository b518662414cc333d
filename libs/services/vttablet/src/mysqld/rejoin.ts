import { MysqlConnection, parseMysqlGtidSet } from '@vt/mysql';
import { type Mysqld, rewindBinaryLog } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import type { Tablet } from '@vt/topo';
import { AckedMarker } from './acked-marker.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Readies a crashed primary's stopped mysqld for following the tablet that replaced it: takes back the transactions that no replica ever
 * acknowledged. Returns the arguments to start it with: MariaDB takes them back itself, when told that it is a replica. What cannot be
 * taken back is left for the errant-transaction check to find.
 */
export async function takeBackUnacknowledged(
  mysqld: Mysqld,
  primary: Tablet,
  account: { readonly user: string; readonly password: string },
  log: Logger,
): Promise<readonly string[]> {
  const marker = new AckedMarker(mysqld.layout.dir);
  if (!marker.isSet) return [];
  // The marker goes when the server has started so: until then the next attempt needs it.
  if (mysqld.version.flavor === 'mariadb') return ['--init-rpl-role=SLAVE', '--rpl-semi-sync-slave-enabled=ON'];
  try {
    const keep = parseMysqlGtidSet(await executedBy(primary, account));
    const rewound = rewindBinaryLog(mysqld.layout, keep);
    if (rewound && rewound.removed.length > 0) log.warn(rewound, 'took back transactions that nobody acknowledged');
    marker.set(false);
  } catch (error) {
    log.warn({ err: error }, 'transactions that nobody acknowledged could not be taken back');
  }
  return [];
}

async function executedBy(
  primary: Tablet,
  account: { readonly user: string; readonly password: string },
): Promise<string> {
  const options = {
    host: primary.mysql_hostname || primary.hostname,
    port: primary.mysql_port,
    ...account,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
  };
  const connection = await MysqlConnection.connect(options, AbortSignal.timeout(CONNECT_TIMEOUT_MS));
  try {
    const { rows } = await connection.execute('SELECT @@global.gtid_executed');
    const [value] = rows[0] ?? [];
    return value ? Buffer.from(value).toString() : '';
  } finally {
    connection.destroy();
  }
}
