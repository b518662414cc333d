import { noStorage } from '@vt/backupstorage';
import { eventStream, type Say } from '../backup/event-stream.ts';
import { takeBackup } from '../backup/take-backup.ts';
import { takeIncremental } from '../backup/take-incremental.ts';
import type { StreamRpc } from './rpc.ts';

const SHUTDOWN_MS = 300_000;
const CONCURRENCY = 4;

export const backup: StreamRpc<'Backup'> = async function* (manager, request, context) {
  const { backups } = manager;
  if (!backups) throw noStorage();
  const { concurrency, allow_primary, upgrade_safe, mysql_shutdown_timeout: timeout } = request;
  const options = {
    ...backups,
    concurrency: concurrency || CONCURRENCY,
    allowPrimary: allow_primary,
    upgradeSafe: upgrade_safe,
    shutdownTimeoutMs: timeout ? Number(timeout.seconds) * 1000 + timeout.nanos / 1e6 : SHUTDOWN_MS,
  };
  const from = request.incremental_from_pos;
  const work = (say: Say) =>
    from === ''
      ? takeBackup(manager, options, say, context.signal)
      : takeIncremental(manager, from, options, say, context.signal);
  for await (const event of eventStream(work)) yield { event };
};
