import { backupName, type IncrementalDetails, type Named, parseBackupName } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { formatPosition, type Position, parsePosition, unionPositions } from '@vt/mysql';
import { type BinlogFile, binlogFiles, copyBinlogs, logsSince } from '@vt/mysqlctl';
import { tabletAliasString } from '@vt/topo';
import { readFullStatus } from '../manager/full-status.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Say } from './event-stream.ts';
import { freeTime } from './free-time.ts';
import { completeBackups } from './list-backups.ts';
import { newManifest } from './new-manifest.ts';
import { type BackupOptions, managedMysqld, refusePrimary } from './take-backup.ts';
import { writtenWhole } from './written-whole.ts';

type From = { readonly position: Position; readonly backup: string };

/**
 * Copies the binary logs with what came after a position into the storage; the tablet goes on serving. `from`: a position, a backup's name, or `auto` for the last complete
 * backup. Where nothing came after it no backup is made.
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
  const { identity } = manager;
  const dir = `${identity.keyspace}/${identity.shard}`;
  const { position, backup } = readFrom(from, dir, await completeBackups(options.storage, dir));
  await manager.lock.run(async () => {
    const started = await freeTime(options.storage, dir, identity.alias, signal);
    // INVARIANT: LOCAL, or the flush itself would be a transaction of this tablet's own.
    await asDba(manager.server, (connection) => connection.query('FLUSH LOCAL BINARY LOGS', signal), signal);
    const all = binlogFiles(mysqld.layout);
    const status = await readFullStatus(manager, signal);
    const purged = parsePosition(status.gtid_purged ?? '');
    const logs = logsSince(all, position, purged);
    const [first] = logs;
    if (!first) return say(`no binary logs hold anything after ${formatPosition(position)}: no backup is needed`);
    const place = { dir, name: backupName(started, identity.alias) };
    const end = formatPosition(unionPositions(all.at(-1)?.previous, purged));
    say(
      `incremental backup of ${tabletAliasString(identity.alias)} from ${formatPosition(position)} to ${place.dir}/${place.name}`,
    );
    await writtenWhole(manager, options.storage, place, say, async (writer) => {
      const entries = await copyBinlogs(logs, writer, {
        ...options,
        signal,
        onFile: ({ name }, done, count) => say(`backed up file ${name} (${done}/${count})`),
      });
      return newManifest(
        { identity, hostname: manager.tablet.hostname },
        { place, started, status },
        options.compression,
        {
          Position: end,
          // A log of MariaDB's that tells nothing of what is before it follows on what was asked for, or it had been refused.
          FromPosition: formatPosition(unionPositions(first.previous, purged)) || formatPosition(position),
          FromBackup: backup,
          Incremental: true,
          UpgradeSafe: false,
          FileEntries: entries,
          IncrementalDetails: detailsOf(logs),
        },
      );
    });
    say(`backup ${place.dir}/${place.name} is complete`);
  });
}

/** Throws INVALID_ARGUMENT for a text that is no position, and NOT_FOUND for a backup that is not there. */
function readFrom(from: string, dir: string, backups: readonly Named[]): From {
  const isName = parseBackupName(from) !== undefined;
  if (from !== 'auto' && !isName) return { position: parsePosition(from), backup: '' };
  const found = isName ? backups.find(({ name }) => name === from) : backups.at(-1);
  if (!found) {
    const message = isName ? `there is no complete backup ${dir}/${from}` : `there is no complete backup of ${dir}`;
    throw new VtError({ code: 'NOT_FOUND', message });
  }
  return { position: parsePosition(found.manifest.Position), backup: found.name };
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
