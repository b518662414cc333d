import { setTimeout as delay } from 'node:timers/promises';
import { parseBackupName } from '@vt/backupstorage';
import { Code, VtError } from '@vt/base';
import { type CommonFlags, type ServiceEnv, StartError } from '@vt/servenv';
import type { VttabletFlags } from '../flags.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { RestoreWanted } from '../mysqld/restore-wanted.ts';
import { restoreBackup } from './restore-backup.ts';

type Env = ServiceEnv<VttabletFlags & CommonFlags>;

/** A tablet that was just made begins with the last backup of its shard; where there is none it waits for one, or begins empty. */
export async function restoreAtStart(env: Env, manager: TabletManager): Promise<void> {
  const { backups, type, opened } = manager;
  const { flags, log, signal } = env;
  const wanted = opened.mysqld && new RestoreWanted(opened.mysqld.layout.dir);
  if (!wanted?.isSet) return;
  if (!backups || type === 'PRIMARY') return wanted.set(false);
  env.starting('restoring the last backup');
  const options = {
    storage: backups.storage,
    concurrency: flags['restore-concurrency'],
    externalDecompressor: backups.compression.externalDecompressor,
    before: timeOf(flags['restore-from-backup-ts']),
    allowedEngines: flags['restore-from-backup-allowed-engines'],
    dryRun: false,
  };
  const say = (text: string) => log.info(text);
  for (;;) {
    try {
      await restoreBackup(manager, options, say, signal);
      break;
    } catch (error) {
      if (!(error instanceof VtError && error.codeNumber === Code.NOT_FOUND)) throw error;
      const waitMs = flags['wait-for-backup-interval'];
      log.info({ why: error.message }, waitMs > 0 ? 'waiting for a backup' : 'there is no backup yet: beginning empty');
      if (waitMs <= 0) break;
      await delay(waitMs, undefined, { signal });
    }
  }
  wanted.set(false);
}

function timeOf(text: string): Date | undefined {
  if (text === '') return undefined;
  const parsed = parseBackupName(`${text}.any-0`);
  if (parsed) return parsed.time;
  throw new StartError(`--restore-from-backup-ts: '${text}' is not of the form 2006-01-02.150405`);
}
