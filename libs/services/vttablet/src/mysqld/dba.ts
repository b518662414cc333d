import type { MysqlSession } from '@vt/mysql';
import { type MysqlServer, type Replication, replicationOf } from '@vt/mysqlctl';

const IDLE_MAX = 2;
/** A session that rested longer is not used again: mysqld may have forgotten it. */
const IDLE_MS_MAX = 30_000;

type Idle = { readonly connection: MysqlSession; readonly sinceMs: number };

/** Sessions of vt_dba that rest between uses, by server. Work that fails ends its session. */
const resting = new WeakMap<MysqlServer, Idle[]>();

/** Runs work on a session of vt_dba that nobody else uses meanwhile. The work leaves no session state behind. */
export async function asDba<T>(
  server: MysqlServer,
  work: (connection: MysqlSession) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const connection = rested(server) ?? (await server.connect('vt_dba', signal));
  try {
    const result = await work(connection);
    giveBack(server, connection);
    return result;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function rested(server: MysqlServer): MysqlSession | undefined {
  const idle = resting.get(server) ?? [];
  for (let one = idle.pop(); one !== undefined; one = idle.pop()) {
    if (!one.connection.isClosed && performance.now() - one.sinceMs < IDLE_MS_MAX) return one.connection;
    one.connection.close();
  }
  return undefined;
}

function giveBack(server: MysqlServer, connection: MysqlSession): void {
  const idle = resting.get(server) ?? [];
  if (connection.isClosed || idle.length >= IDLE_MAX) return connection.close();
  idle.push({ connection, sinceMs: performance.now() });
  resting.set(server, idle);
}

/** Ends the sessions that rest: nothing of a tablet that closes keeps its process alive. */
export function closeResting(server: MysqlServer): void {
  for (const { connection } of resting.get(server) ?? []) connection.close();
  resting.delete(server);
}

/** Runs replication commands on a session of vt_dba. */
export async function withReplication<T>(
  server: MysqlServer,
  work: (replication: Replication) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const another = (abort?: AbortSignal) => server.connect('vt_dba', abort);
  return await asDba(server, (connection) => work(replicationOf(connection, server.version, another)), signal);
}
