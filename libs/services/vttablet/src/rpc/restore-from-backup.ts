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
  const { restore_to_pos, dry_run } = request;
  const [before, moment] = [dateOf(request.backup_time), dateOf(request.restore_to_timestamp)];
  if (restore_to_pos !== '' && moment) {
    const message = '--restore-to-pos and --restore-to-timestamp are mutually exclusive';
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }
  const target = targetOf(restore_to_pos, moment);
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

function targetOf(position: string, time: Date | undefined): RestoreTarget | undefined {
  if (position !== '') return { kind: 'position', position: parsePosition(position) };
  return time && { kind: 'time', time };
}

/** Undefined: none is given. Vitess's client writes Go's zero time for that, which is in the year 1. */
function dateOf(time: Time | null): Date | undefined {
  if (!time || time.seconds <= 0n) return undefined;
  return new Date(Number(time.seconds) * 1000 + time.nanoseconds / 1e6);
}
