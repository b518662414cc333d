import {
  type BackupStorage,
  backupName,
  type IncrementalDetails,
  type Named,
  parseBackupName,
} from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { formatPosition, type Position, parsePosition, unionPositions } from '@vt/mysql';
import { type BinlogFile, binlogFiles, type Compression, copyBinlogs, logsSince, type Mysqld } from '@vt/mysqlctl';
import type { TabletIdentity } from '@vt/tabletserver';
import { tabletAliasString } from '@vt/topo';
import type { Say } from './event-stream.ts';
import { completeBackups } from './list-backups.ts';
import { newManifest, type Status } from './new-manifest.ts';
import { type Owner, writtenWhole } from './written-whole.ts';

type From = { readonly position: Position; readonly backup: string };

/** Of whom an increment is, and how it is written. */
export type Increment = Owner & {
  readonly identity: TabletIdentity;
  readonly hostname: string;
  readonly mysqld: Pick<Mysqld, 'layout'>;
  readonly started: Date;
  readonly concurrency: number;
  readonly compression: Compression;
};

/** Throws INVALID_ARGUMENT for a text that is neither a position, nor a backup's name, nor `auto` for the last complete backup; and NOT_FOUND for a backup that is not there. */
export async function readFrom(from: string, dir: string, storage: BackupStorage): Promise<From> {
  const isName = parseBackupName(from) !== undefined;
  if (from !== 'auto' && !isName) return { position: parsePosition(from), backup: '' };
  const backups: readonly Named[] = await completeBackups(storage, dir);
  const found = isName ? backups.find(({ name }) => name === from) : backups.at(-1);
  if (!found) {
    const message = isName ? `there is no complete backup ${dir}/${from}` : `there is no complete backup of ${dir}`;
    throw new VtError({ code: 'NOT_FOUND', message });
  }
  return { position: parsePosition(found.manifest.Position), backup: found.name };
}

/**
 * Copies a server's closed binary logs with what came after a position into the storage. Its status is read after the last of them was closed. Returns the backup's name; undefined where nothing came
 * after the position, and no backup is made.
 */
export async function writeIncrement(
  increment: Increment,
  { position, backup }: From,
  { storage, status }: { readonly storage: BackupStorage; readonly status: Status },
  say: Say,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { identity, hostname, mysqld, started, concurrency, compression } = increment;
  const all = binlogFiles(mysqld.layout);
  const purged = parsePosition(status.gtid_purged ?? '');
  const logs = logsSince(all, position, purged);
  const [first] = logs;
  if (!first) {
    say(`no binary logs hold anything after ${formatPosition(position)}: no backup is needed`);
    return;
  }
  const place = { dir: `${identity.keyspace}/${identity.shard}`, name: backupName(started, identity.alias) };
  const end = formatPosition(unionPositions(all.at(-1)?.previous, purged));
  say(
    `incremental backup of ${tabletAliasString(identity.alias)} from ${formatPosition(position)} to ${place.dir}/${place.name}`,
  );
  await writtenWhole(increment, storage, place, say, async (writer) => {
    const onFile = ({ name }: { readonly name: string }, done: number, count: number) =>
      say(`backed up file ${name} (${done}/${count})`);
    const entries = await copyBinlogs(logs, writer, { concurrency, compression, signal, onFile });
    return newManifest({ identity, hostname }, { place, started, status }, compression, {
      Position: end,
      // A log of MariaDB's that tells nothing of what is before it follows on what was asked for, or it had been refused.
      FromPosition: formatPosition(unionPositions(first.previous, purged)) || formatPosition(position),
      FromBackup: backup,
      Incremental: true,
      UpgradeSafe: false,
      FileEntries: entries,
      IncrementalDetails: detailsOf(logs),
    });
  });
  say(`backup ${place.dir}/${place.name} is complete`);
  return place.name;
}

function detailsOf(logs: readonly BinlogFile[]): IncrementalDetails {
  const held = logs.filter(({ firstTime }) => firstTime > 0);
  const [first, last] = [held[0], held.at(-1)];
  const text = (seconds = 0): string => (seconds > 0 ? new Date(seconds * 1000).toISOString() : '');
  return {
    FirstTimestamp: text(first?.firstTime),
    FirstTimestampBinlog: first?.name ?? '',
    LastTimestamp: text(last?.lastTime),
    LastTimestampBinlog: last?.name ?? '',
  };
}
