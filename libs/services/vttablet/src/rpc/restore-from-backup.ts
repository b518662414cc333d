import { noStorage } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { eventStream } from '../backup/event-stream.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import type { StreamRpc } from './rpc.ts';

const CONCURRENCY = 4;

export const restoreFromBackup: StreamRpc<'RestoreFromBackup'> = async function* (manager, request, context) {
  const { backups } = manager;
  if (!backups) throw noStorage();
  const { backup_time: time, restore_to_pos, restore_to_timestamp, dry_run } = request;
  if (restore_to_pos !== '' || restore_to_timestamp) throw VtError.of('VT12001', 'restore to a point in time');
  const before = time && time.seconds > 0n ? new Date(Number(time.seconds) * 1000) : undefined;
  const options = { storage: backups.storage, concurrency: CONCURRENCY, before, dryRun: dry_run };
  for await (const event of eventStream((say) => restoreBackup(manager, options, say, context.signal))) yield { event };
};
