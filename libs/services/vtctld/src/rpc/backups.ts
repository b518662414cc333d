import { type BackupStorage, noStorage, parseBackupName, parseManifest } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { ask, needsAnswer } from '../ask.ts';
import type { Context, Handler, StreamHandler } from '../context.ts';
import { aliasOf, requestedTablet, shardTablets, timeOf } from '../shard-tablets.ts';

type Info = MessageInput<'mysqlctl.BackupInfo'>;

/** A backup may take as long as it takes; its events show that it goes on. */
const BACKUP_TIMEOUT_MS = 24 * 3_600_000;

export const backup: StreamHandler<'Backup'> = async function* (request, context, signal) {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  yield* backupTablet(context, tablet, request, signal);
};

/** The replica that is least behind; the primary only where that is allowed and nobody else is there. */
export const backupShard: StreamHandler<'BackupShard'> = async function* (request, context, signal) {
  const { keyspace, shard, allow_primary } = request;
  await context.topo.shards.get(keyspace, shard, { signal });
  const tablets = await shardTablets(context, keyspace, shard, signal);
  const candidates = await Promise.all(
    tablets
      .filter(({ type }) => type === 'REPLICA' || type === 'RDONLY' || type === 'SPARE')
      .map((t) => lagOf(context, t, signal)),
  );
  const [best] = candidates.filter((c) => c !== undefined).sort((a, b) => a.lag - b.lag);
  const primary = allow_primary ? tablets.find(({ type }) => type === 'PRIMARY') : undefined;
  const tablet = best?.tablet ?? primary;
  if (!tablet)
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `no tablet available for backup of ${keyspace}/${shard}`,
    });
  yield* backupTablet(context, tablet, request, signal);
};

async function lagOf(
  context: Context,
  tablet: Tablet,
  signal: AbortSignal,
): Promise<{ tablet: Tablet; lag: number } | undefined> {
  try {
    const { status } = await ask(context, tablet, 'ReplicationStatus', {}, signal);
    return { tablet, lag: status?.replication_lag_seconds ?? Number.MAX_SAFE_INTEGER };
  } catch (error) {
    context.log.warn({ tablet: aliasOf(tablet), error: String(error) }, 'no replication status: not backed up from');
    return undefined;
  }
}

async function* backupTablet(
  context: Context,
  tablet: Tablet,
  request: Parameters<StreamHandler<'Backup'>>[0] | Parameters<StreamHandler<'BackupShard'>>[0],
  signal: AbortSignal,
): ReturnType<StreamHandler<'Backup'>> {
  const { allow_primary, concurrency, upgrade_safe, incremental_from_pos, mysql_shutdown_timeout, init_sql } = request;
  const engine = 'backup_engine' in request && request.backup_engine ? { backup_engine: request.backup_engine } : {};
  const wanted = {
    allow_primary,
    concurrency,
    upgrade_safe,
    incremental_from_pos,
    mysql_shutdown_timeout,
    init_sql,
    ...engine,
  };
  const { keyspace, shard, alias } = tablet;
  const options = { signal, timeoutMs: BACKUP_TIMEOUT_MS };
  await needsAnswer(context, [tablet], signal);
  for await (const { event } of context.tablets.stream(tablet, 'Backup', wanted, options)) {
    yield { tablet_alias: alias, keyspace, shard, event };
  }
}

export const restoreFromBackup: StreamHandler<'RestoreFromBackup'> = async function* (request, context, signal) {
  const tablet = await requestedTablet(context, request.tablet_alias, signal);
  const { backup_time, restore_to_pos, restore_to_timestamp, dry_run, allowed_backup_engines } = request;
  const wanted = { backup_time, restore_to_pos, restore_to_timestamp, dry_run, allowed_backup_engines };
  const { keyspace, shard, alias } = tablet;
  const options = { signal, timeoutMs: BACKUP_TIMEOUT_MS };
  await needsAnswer(context, [tablet], signal);
  for await (const { event } of context.tablets.stream(tablet, 'RestoreFromBackup', wanted, options)) {
    yield { tablet_alias: alias, keyspace, shard, event };
  }
};

/** The oldest first; with a limit the latest of them. */
export const getBackups: Handler<'GetBackups'> = async (
  { keyspace, shard, limit, detailed, detailed_limit },
  { backups },
) => {
  if (!backups) throw noStorage();
  const dir = `${keyspace}/${shard}`;
  const all = await backups.list(dir);
  const names = limit > 0 ? all.slice(-limit) : all;
  const inDetail = detailed
    ? detailed_limit > 0
      ? new Set(names.slice(-detailed_limit))
      : new Set(names)
    : new Set<string>();
  return {
    backups: await Promise.all(names.map((name) => infoOf(backups, keyspace, shard, name, inDetail.has(name)))),
  };
};

async function infoOf(
  storage: BackupStorage,
  keyspace: string,
  shard: string,
  name: string,
  isDetailed: boolean,
): Promise<Info> {
  const dir = `${keyspace}/${shard}`;
  const parsed = parseBackupName(name);
  const info: Info = {
    name,
    directory: dir,
    keyspace,
    shard,
    ...(parsed ? { tablet_alias: parsed.alias, time: timeOf(parsed.time) } : {}),
  };
  if (!isDetailed) return info;
  const text = await storage.manifest({ dir, name });
  if (text === undefined) return { ...info, status: 'INCOMPLETE' };
  try {
    return { ...info, engine: parseManifest(text, name).BackupMethod, status: 'COMPLETE' };
  } catch {
    return { ...info, status: 'INVALID' };
  }
}

export const removeBackup: Handler<'RemoveBackup'> = async ({ keyspace, shard, name }, { backups }) => {
  if (!backups) throw noStorage();
  await backups.remove({ dir: `${keyspace}/${shard}`, name });
  return {};
};
