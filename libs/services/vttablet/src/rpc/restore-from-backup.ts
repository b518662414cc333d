import { noStorage, type RestoreTarget } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { eventStream, type Say } from '../backup/event-stream.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { restoreToPoint } from '../backup/restore-point.ts';
import type { Time } from '../time.ts';
import type { StreamRpc } from './rpc.ts';

const CONCURRENCY = 4;

export const restoreFromBackup: StreamRpc<'RestoreFromBackup'> = async function* (manager, request, context) {
  const { backups } = manager;
  if (!backups) throw noStorage();
  const { backup_time: time, restore_to_pos, restore_to_timestamp, dry_run } = request;
  if (restore_to_pos !== '' && restore_to_timestamp) {
    const message = '--restore-to-pos and --restore-to-timestamp are mutually exclusive';
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }
  const target = targetOf(restore_to_pos, restore_to_timestamp);
  const before = time && time.seconds > 0n ? dateOf(time) : undefined;
  const options = {
    storage: backups.storage,
    concurrency: CONCURRENCY,
    externalDecompressor: backups.compression.externalDecompressor,
    before,
    allowedEngines: request.allowed_backup_engines,
    dryRun: dry_run,
  };
  const work = (say: Say) =>
    target
      ? restoreToPoint(manager, target, options, say, context.signal)
      : restoreBackup(manager, options, say, context.signal);
  for await (const event of eventStream(work)) yield { event };
};

function targetOf(position: string, time: Time | null): RestoreTarget | undefined {
  if (position !== '') return { kind: 'position', position: parsePosition(position) };
  return time && time.seconds > 0n ? { kind: 'time', time: dateOf(time) } : undefined;
}

function dateOf({ seconds, nanoseconds }: Time): Date {
  return new Date(Number(seconds) * 1000 + nanoseconds / 1e6);
}
