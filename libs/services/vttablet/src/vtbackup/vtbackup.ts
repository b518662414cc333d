import { randomInt } from 'node:crypto';
import { type BackupStorage, backupName, expired, type Named, noStorage, openBackupStorage } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { formatPosition, type MysqlSession, type Position, parsePosition, positionContains } from '@vt/mysql';
import { copyOut, formatServerVersion, type Mysqld, replicationOf } from '@vt/mysqlctl';
import { TabletManagers } from '@vt/reparent';
import {
  type CommonFlags,
  channelSecurity,
  type FlagValues,
  GrpcChannel,
  type ProcessSpec,
  type ServiceEnv,
  StartError,
} from '@vt/servenv';
import type { TabletIdentity } from '@vt/tabletserver';
import { openTopo, type TopoServer, tabletAliasString } from '@vt/topo';
import { completeBackups, suitable } from '../backup/list-backups.ts';
import { newManifest } from '../backup/new-manifest.ts';
import { readFrom, writeIncrement } from '../backup/write-increment.ts';
import { writtenWhole } from '../backup/written-whole.ts';
import { compressionOf } from '../flags.ts';
import { asDba, closeResting } from '../mysqld/dba.ts';
import { type VtbackupFlags, vtbackupFlags } from './flags.ts';
import { OneShotServer } from './one-shot-server.ts';

type Env = ServiceEnv<VtbackupFlags & CommonFlags>;

/** Of aliases in the names of its backups. */
const CELL = 'vtbackup';
const CALL_MS = 15_000;

/** The program vtbackup: brings the last backup up to date on a server of its own, which serves nobody, makes a new one of it, removes old ones, and ends. */
export function vtbackupSpec(
  connect: (flags: FlagValues<VtbackupFlags>) => TopoServer = openTopo,
): ProcessSpec<VtbackupFlags> {
  return {
    name: 'vtbackup',
    summary: 'makes a backup of a shard beside its tablets, and ends',
    flags: vtbackupFlags,
    start: async (env) => {
      const topo = connect(env.flags);
      env.onClose('topology', () => topo.close());
      env.log.info(await vtbackup(env, topo));
      env.stop(0, 'done');
    },
  };
}

/** Returns what it did. */
export async function vtbackup(env: Env, topo: TopoServer): Promise<string> {
  const { flags, log, signal } = env;
  const storage = openBackupStorage(flags);
  if (!storage) throw noStorage();
  const [keyspace, shard] = [flags['init-keyspace'], flags['init-shard']];
  const dir = `${keyspace}/${shard}`;
  const complete = await completeBackups(storage, dir, ({ message }) => log.warn(message));
  const last = complete.filter(({ manifest }) => !manifest.Incremental).at(-1);
  checkBeginning(flags, dir, last);
  const ageMs = last ? Date.now() - Date.parse(last.manifest.BackupTime) : Number.POSITIVE_INFINITY;
  if (ageMs < flags['min-backup-interval'])
    return `the last backup is ${Math.round(ageMs / 1000)} s old: no other is needed`;
  const alias = { cell: CELL, uid: randomInt(1, 2 ** 31) };
  env.starting('making a server');
  const server = await OneShotServer.make(flags, alias.uid, signal);
  const from = flags['incremental-from-pos'];
  try {
    if (last) suitable(last.manifest, dir, server.mysqld.version);
    if (last) await server.restore(storage, { place: { dir, name: last.name }, manifest: last.manifest }, log, signal);
    if (!flags['initial-backup']) await followPrimary(env, topo, server, from === '' ? last : undefined);
    const identity = { alias, keyspace, shard, dbName: flags['init-db-name-override'] || `vt_${keyspace}` };
    const name = await (from === ''
      ? storeWhole(env, storage, server, identity)
      : storeIncrement(env, storage, server, identity));
    await prune(env, storage, dir);
    if (name === undefined) return `nothing came after ${from}: no backup is needed`;
    return `backup ${dir}/${name} is complete`;
  } finally {
    closeResting(server.mysqld);
    await server.remove();
  }
}

function checkBeginning(flags: Env['flags'], dir: string, last: Named | undefined): void {
  const from = flags['incremental-from-pos'];
  if (from !== '' && (flags['initial-backup'] || !last)) {
    throw new StartError(`--incremental-from-pos goes on from a complete backup of ${dir}, and there is none`);
  }
  if (flags['initial-backup'] && last) throw new StartError(`${dir} has backups already: --initial-backup is refused`);
  if (last || flags['initial-backup'] || flags['allow-first-backup']) return;
  throw new StartError(
    `there is no complete backup of ${dir} to begin with; --allow-first-backup or --initial-backup makes the first`,
  );
}

async function followPrimary(
  { flags, log, signal }: Env,
  topo: TopoServer,
  server: OneShotServer,
  last: Named | undefined,
): Promise<void> {
  const { value: record } = await topo.shards.get(flags['init-keyspace'], flags['init-shard'], { signal });
  if (!record.primary_alias)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: 'the shard has no primary to replicate from' });
  const { value: primary } = await topo.tablets.get(record.primary_alias, { signal });
  const security = channelSecurity('tablet-manager', flags);
  const tablets = new TabletManagers((target) => new GrpcChannel({ target, ...security }));
  let goal: Position;
  try {
    const { position } = await tablets.call(primary, 'PrimaryPosition', {}, { signal, timeoutMs: CALL_MS });
    goal = parsePosition(position);
  } finally {
    tablets.close();
  }
  log.info(`replicating from ${tabletAliasString(record.primary_alias)} up to ${formatPosition(goal)}`);
  await server.catchUp({ host: primary.mysql_hostname || primary.hostname, port: primary.mysql_port }, goal, signal);
  const now = await server.position(signal);
  if (last && positionContains(parsePosition(last.manifest.Position), now)) {
    throw new StartError(`not taking a backup: replication did not make any progress from ${last.manifest.Position}`);
  }
}

/** The binary logs that this server wrote since it was restored: they begin where the last whole backup ends. */
async function storeIncrement(
  { flags, log, hostname, signal }: Env,
  storage: BackupStorage,
  { mysqld }: OneShotServer,
  identity: TabletIdentity,
): Promise<string | undefined> {
  const since = await readFrom(flags['incremental-from-pos'], `${identity.keyspace}/${identity.shard}`, storage);
  const status = await asDba(mysqld, async (connection) => {
    await connection.query('FLUSH LOCAL BINARY LOGS', signal);
    return { ...(await statusOf(mysqld, connection, signal)), gtid_purged: await purgedOf(mysqld, connection, signal) };
  });
  const { concurrency } = flags;
  const compression = compressionOf(flags);
  const increment = { identity, log, hostname, mysqld, started: new Date(), concurrency, compression };
  return await writeIncrement(increment, since, { storage, status }, (text) => log.info(text), signal);
}

async function statusOf({ version }: Mysqld, connection: MysqlSession, signal: AbortSignal) {
  const { serverUuid } = await replicationOf(connection, version).primaryStatus(signal);
  return { server_uuid: serverUuid, version: formatServerVersion(version).replace(/^\w+ /, '') };
}

/** What no log of the server holds; MariaDB's logs say it themselves. */
async function purgedOf({ version }: Mysqld, connection: MysqlSession, signal: AbortSignal): Promise<string> {
  if (version.flavor !== 'mysql') return '';
  const [row] = await connection.query('SELECT @@GLOBAL.gtid_purged AS purged', signal);
  return `MySQL56/${(row?.['purged'] ?? '').replaceAll('\n', '')}`;
}

async function storeWhole(
  { flags, log, hostname, signal }: Env,
  storage: BackupStorage,
  { mysqld }: OneShotServer,
  identity: TabletIdentity,
): Promise<string> {
  if (flags['restart-before-backup']) {
    await mysqld.stop();
    await mysqld.start(signal);
  }
  const started = new Date();
  const place = { dir: `${identity.keyspace}/${identity.shard}`, name: backupName(started, identity.alias) };
  const compression = compressionOf(flags);
  const { position, status } = await asDba(mysqld, async (connection) => {
    const { position: reached } = await replicationOf(connection, mysqld.version).primaryStatus(signal);
    if (flags['upgrade-safe']) await connection.query('SET GLOBAL innodb_fast_shutdown = 0', signal);
    return { position: formatPosition(reached), status: await statusOf(mysqld, connection, signal) };
  });
  await mysqld.stop(flags['mysql-timeout']);
  const onFile = ({ name }: { readonly name: string }, done: number, all: number) =>
    log.info(`backed up file ${name} (${done}/${all})`);
  await writtenWhole(
    { identity, log },
    storage,
    place,
    (text) => log.info(text),
    async (writer) => {
      const FileEntries = await copyOut(mysqld.layout, writer, {
        concurrency: flags.concurrency,
        compression,
        signal,
        onFile,
      });
      return newManifest({ identity, hostname }, { place, started, status }, compression, {
        Position: position,
        FromPosition: '',
        FromBackup: '',
        Incremental: false,
        UpgradeSafe: flags['upgrade-safe'],
        FileEntries,
      });
    },
  );
  return place.name;
}

async function prune({ flags, log }: Env, storage: BackupStorage, dir: string): Promise<void> {
  const retention = { minTimeMs: flags['min-retention-time'], minCount: flags['min-retention-count'] };
  for (const name of expired(await completeBackups(storage, dir), retention, new Date())) {
    log.info(`removing ${dir}/${name}, which is older than --min-retention-time`);
    await storage.remove({ dir, name });
  }
}
