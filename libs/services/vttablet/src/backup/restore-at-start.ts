import { setTimeout as delay } from 'node:timers/promises';
import { parseBackupName, type RestoreTarget } from '@vt/backupstorage';
import { Code, VtError } from '@vt/base';
import { parsePosition } from '@vt/mysql';
import { type CommonFlags, type ServiceEnv, StartError } from '@vt/servenv';
import type { VttabletFlags } from '../flags.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { RestoreWanted } from '../mysqld/restore-wanted.ts';
import { restoreBackup } from './restore-backup.ts';
import { restoreToPoint } from './restore-point.ts';
import { backupSource, type Source } from './source-folder.ts';

type Env = ServiceEnv<VttabletFlags & CommonFlags>;

/**
 * A tablet that was just made begins with the last backup of its shard (in a SNAPSHOT keyspace, of its base, no later than the snapshot), and with a time given as it was then; where there is none it waits for one, or
 * begins empty.
 */
export async function restoreAtStart(env: Env, manager: TabletManager): Promise<void> {
  const { backups, type, opened } = manager;
  const { flags, log, signal } = env;
  const wanted = opened.mysqld && new RestoreWanted(opened.mysqld.layout.dir);
  if (!wanted?.isSet) return;
  if (!backups || type === 'PRIMARY') return wanted.set(false);
  env.starting('restoring the last backup');
  const point = pointOf(flags['restore-to-pos'], flags['restore-to-timestamp']);
  const source = await backupSource(manager, signal);
  refuseOwnDatabase(source, manager);
  const options = {
    storage: backups.storage,
    concurrency: flags['restore-concurrency'],
    externalDecompressor: backups.compression.externalDecompressor,
    before: timeOf(flags['restore-from-backup-ts']) ?? snapshotTime(source),
    allowedEngines: flags['restore-from-backup-allowed-engines'],
    dryRun: false,
  };
  const say = (text: string) => log.info(text);
  for (;;) {
    try {
      if (point) await restoreToPoint(manager, point, options, say, signal);
      else await restoreBackup(manager, options, say, signal);
      break;
    } catch (error) {
      if (!(error instanceof VtError && error.codeNumber === Code.NOT_FOUND)) throw error;
      const waitMs = flags['wait-for-backup-interval'];
      // Whoever wants what was is not served nothing.
      if (waitMs <= 0 && (point || source.isSnapshot)) throw new StartError(error.message);
      log.info({ why: error.message }, waitMs > 0 ? 'waiting for a backup' : 'there is no backup yet: beginning empty');
      if (waitMs <= 0) break;
      await delay(waitMs, undefined, { signal });
    }
  }
  wanted.set(false);
}

/** The backup has the database of the base: under a name of its own the tablet would serve an empty one. */
function refuseOwnDatabase({ isSnapshot, dir }: Source, { identity }: TabletManager): void {
  if (!isSnapshot || identity.dbName !== `vt_${identity.keyspace}`) return;
  const example = `vt_${dir.split('/')[0]}`;
  throw new StartError(`--init-db-name-override is needed in a SNAPSHOT keyspace: ${example}, if its base has that`);
}

function snapshotTime({ snapshotTime: time }: Source): Date | undefined {
  return time ? new Date(Number(time.seconds) * 1000) : undefined;
}

function pointOf(position: string, text: string): RestoreTarget | undefined {
  if (position !== '' && text !== '')
    throw new StartError('--restore-to-pos and --restore-to-timestamp are mutually exclusive');
  if (position !== '') return { kind: 'position', position: parsePosition(position) };
  if (text === '') return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return { kind: 'time', time: new Date(ms) };
  throw new StartError(`--restore-to-timestamp: '${text}' is not of the form 2006-01-02T15:04:05Z`);
}

function timeOf(text: string): Date | undefined {
  if (text === '') return undefined;
  const parsed = parseBackupName(`${text}.any-0`);
  if (parsed) return parsed.time;
  throw new StartError(`--restore-from-backup-ts: '${text}' is not of the form 2006-01-02.150405`);
}
