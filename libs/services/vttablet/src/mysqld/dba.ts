import { type MysqlServer, type Replication, replicationOf, type ServerConnection } from '@vt/mysqlctl';

/** Runs work on a fresh session of vt_dba; the session ends with it. */
export async function asDba<T>(
  server: MysqlServer,
  work: (connection: ServerConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const connection = await server.connect('vt_dba', signal);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Runs replication commands on a fresh session of vt_dba. */
export async function withReplication<T>(
  server: MysqlServer,
  work: (replication: Replication) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return await asDba(server, (connection) => work(replicationOf(connection, server.version)), signal);
}
