import { readFullStatus } from '../manager/full-status.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Say } from './event-stream.ts';
import { freeTime } from './free-time.ts';
import { type BackupOptions, managedMysqld, refusePrimary } from './take-backup.ts';
import { readFrom, writeIncrement } from './write-increment.ts';

/**
 * Copies the binary logs with what came after a position into the storage; the tablet goes on serving. `from`: a position, a backup's name, or `auto` for the last complete
 * backup. Where nothing came after it no backup is made. For who alone copies now; the action lock is others', who may have to give the shard another primary meanwhile.
 */
export async function takeIncremental(
  manager: TabletManager,
  from: string,
  options: BackupOptions,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const mysqld = managedMysqld(manager, 'Backup');
  refusePrimary(manager, options);
  const { identity, log } = manager;
  const { storage } = options;
  const dir = `${identity.keyspace}/${identity.shard}`;
  const since = await readFrom(from, dir, storage);
  const started = await freeTime(storage, dir, identity.alias, signal);
  // INVARIANT: LOCAL, or the flush itself would be a transaction of this tablet's own.
  await asDba(manager.server, (connection) => connection.query('FLUSH LOCAL BINARY LOGS', signal), signal);
  const status = await readFullStatus(manager, signal);
  const increment = { ...options, identity, log, hostname: manager.tablet.hostname, mysqld, started };
  await writeIncrement(increment, since, { storage, status }, say, signal);
}
