import { openBackupStorage } from '@vt/backupstorage';
import { PlainOffers, serveQueryStream } from '@vt/discovery';
import { finishRestore, type Mysqld } from '@vt/mysqlctl';
import { serviceDefinition } from '@vt/proto';
import {
  type CommonFlags,
  crashAt,
  type FlagValues,
  openTracer,
  type ProcessSpec,
  type ServiceEnv,
  StartError,
  type Tracer,
} from '@vt/servenv';
import {
  type MessageHandlers,
  messageHandlers,
  queryServiceHandlers,
  type ReplicationProbe,
  type TabletIdentity,
  TabletServer,
  type TabletType,
} from '@vt/tabletserver';
import { openTopo, type Shard, type Tablet, type TopoServer, tabletAliasString, untilTopologyAnswers } from '@vt/topo';
import { type VStreamer, vstreamHandlers } from '@vt/vstreamer';
import { restoreAtStart } from './backup/restore-at-start.ts';
import { takePosition } from './backup/restore-backup.ts';
import { toManagers, toTablets } from './channels.ts';
import { tabletConfig } from './config.ts';
import { compressionOf, type VttabletFlags, vttabletFlags } from './flags.ts';
import { readIdentity, readTags } from './identity.ts';
import type { Backups } from './manager/manager-parts.ts';
import { requireNoNamesake } from './manager/namesake.ts';
import {
  dataAreGone,
  ensureServingGraph,
  ensureShard,
  isShardPrimary,
  type Registration,
  startRecord,
  writeRecord,
} from './manager/registration.ts';
import { keepClaiming, watchShard } from './manager/shard-sync.ts';
import { TabletManager } from './manager/tablet-manager.ts';
import { messagerPort, openMessager } from './messager/open-messager.ts';
import { beforeStart } from './mysqld/before-start.ts';
import { closeResting } from './mysqld/dba.ts';
import { MysqldKeeper } from './mysqld/keeper.ts';
import { openMonitors } from './mysqld/open-monitors.ts';
import { type OpenedServer, openServer } from './mysqld/open-server.ts';
import { repairUntilDone } from './mysqld/repair-until-done.ts';
import { noReplication, ReplicationLag } from './mysqld/replication-lag.ts';
import { openOnlineDdl } from './onlineddl/open.ts';
import { openTableGc } from './onlineddl/open-table-gc.ts';
import { loadProtection } from './protection/load.ts';
import { addQueryPages } from './protection/pages.ts';
import { tabletManagerImplementation } from './rpc/implementation.ts';
import { addStatus } from './status.ts';
import { addCheckPages } from './throttle/check-pages.ts';
import { heldBack, openThrottler } from './throttle/open-throttler.ts';
import { openTransactionThrottler } from './throttle/open-transaction-throttler.ts';
import { throttlerReports } from './throttle/reports.ts';
import { throttlerStats } from './throttle/stats.ts';
import { timeOf } from './time.ts';
import { openVReplication, streamsInto } from './vreplication/open.ts';
import { binlogDumpHandler } from './vstream/binlog-dump.ts';
import { openVStreamer, vstreamGate } from './vstream/open-vstreamer.ts';

type Env = ServiceEnv<VttabletFlags & CommonFlags>;

/** MySQL compares literals by this collation unless told otherwise; MariaDB does not have it. */
const collations = { mysql: 'utf8mb4_0900_ai_ci', mariadb: 'utf8mb4_general_ci' } as const;

/** How a tablet reaches the topology; who composes several services in one process may share one. */
export type OpenTopo = (flags: FlagValues<VttabletFlags>, stats: Env['stats']) => TopoServer;

/** The tablet process: mysqld, its record in the topology, the query service and the tablet manager. */
export function vttabletSpec(connect: OpenTopo = openTopo): ProcessSpec<VttabletFlags> {
  return {
    name: 'vttablet',
    summary: 'serves the queries of one shard from the mysqld beside it, and manages that mysqld',
    flags: vttabletFlags,
    start: (env) => start(env, connect),
  };
}

async function start(env: Env, connect: OpenTopo): Promise<void> {
  const identity = readIdentity(env.flags);
  const topo = connect(env.flags, env.stats);
  env.onClose('topology', () => topo.close());
  env.starting('starting mysqld');
  const replUser = { user: env.flags['db-repl-user'], password: env.flags['db-repl-password'] };
  const graceMs = env.flags['crash-failover-grace'];
  const before = (mysqld: Mysqld) =>
    beforeStart({ mysqld, topo, identity, replUser, graceMs, log: env.log }, env.signal);
  const opened = await openServer(
    env.flags,
    identity.alias.uid,
    hostnameOf(env),
    before,
    (error) => env.log.error({ err: error }, 'the file of passwords was not read again'),
    env.signal,
  );
  env.starting('registering in the topology');
  const { shard, tablet, isSnapshot } = await register(env, topo, identity, opened);
  const replication = isSnapshot ? noReplication : replicationLag(env, identity, opened);
  const queryService = openQueryService(env, identity, opened, tablet.type as TabletType, replication);
  const { sidecarName } = tabletConfig(env.flags);
  const { log } = env;
  const toOthers = toManagers(env.flags);
  const isPrimary = (): boolean => queryService.state.isPrimary && !manager.isDemoted;
  const throttler = openThrottler(
    { identity, topo, opened, isPrimary, sidecarName, connect: toOthers, log },
    env.signal,
  );
  queryService.throttler = throttlerReports(throttler);
  queryService.protect.transactionGate = openTransactionThrottler(env, identity, topo);
  const vreplication = openVReplication(env, identity, topo, opened, throttler);
  queryService.health.streams = () => streamsInto(vreplication);
  throttlerStats(env.stats, throttler);
  const throttle = (app: string) => heldBack(throttler, app);
  const { flags, stats } = env;
  const vstreamer = openVStreamer({ flags, topo, identity, opened, queryService, throttle, stats, log, sidecarName });
  const port = messagerPort({ queryService, vstreamer, throttled: () => reasonOf(throttle('messager')) });
  const messager = openMessager(env, port);
  queryService.onTablesChanged = () => messager.tablesChanged();
  const manager: TabletManager = new TabletManager(
    {
      identity,
      topo,
      opened,
      queryService,
      vreplication,
      onlineDdl: openOnlineDdl(env, { identity, topo, opened, queryService, vreplication }),
      messager,
      tableGc: openTableGc(env, { identity, opened, queryService, throttler }),
      throttler,
      replUser,
      log: env.log,
      baseType: initialType(env),
      ...backupsOf(env),
    },
    tablet,
    shard,
  );
  publishRecord(stats, manager);
  loadProtection(env, topo, queryService.protect, env.signal);
  serve(env, manager, vstreamer, messageHandlers(messager, port));
  await restoreAtStart(env, manager);
  await open(env, manager, before);
}

/** Of the tablet's record, what tools read beside what the query service tells. */
function publishRecord(stats: Env['stats'], manager: TabletManager): void {
  const end = (name: 'end' | 'start') => Buffer.from(manager.tablet.key_range?.[name] ?? []).toString('hex');
  stats.publish('TabletKeyRangeStart', () => end('start'));
  stats.publish('TabletKeyRangeEnd', () => end('end'));
  stats.publish('TabletTags', () => manager.tablet.tags);
  manager.backupStats.publish(stats);
}

function backupsOf({ flags }: Env): { readonly backups?: Backups } {
  const storage = openBackupStorage(flags);
  if (!storage) return {};
  return { backups: { storage, engine: flags['backup-engine-implementation'], compression: compressionOf(flags) } };
}

function hostnameOf(env: Env): string {
  return env.flags['tablet-hostname'] || env.hostname;
}

function initialType(env: Env): TabletType {
  return (env.flags['init-tablet-type'] || 'replica').toUpperCase() as TabletType;
}

async function register(
  env: Env,
  topo: TopoServer,
  identity: TabletIdentity,
  opened: OpenedServer,
): Promise<{ shard: Shard; tablet: Tablet; isSnapshot: boolean }> {
  const { flags, signal } = env;
  const registration: Registration = {
    identity,
    initialType: initialType(env),
    hostname: hostnameOf(env),
    ports: { vt: flags.port, grpc: flags['grpc-port'] },
    mysqlHost: opened.host,
    mysqlPort: opened.port,
    tags: readTags(flags['init-tags']),
    dbNameOverride: flags['init-db-name-override'],
  };
  const attempt = async () => {
    await requireNoNamesake(topo, identity, toTablets(flags), signal);
    const shard = await ensureShard(topo, identity, signal);
    if (opened.fresh?.isSet && isShardPrimary(shard, identity)) {
      // Replicas shall not find an empty server where their primary was.
      await opened.mysqld?.stop();
      throw dataAreGone(identity);
    }
    const tablet = await writeRecord(topo, startRecord(registration, shard), identity, signal);
    await ensureServingGraph(topo, identity, env.log, signal);
    const { value: keyspace } = await topo.keyspaces.get(identity.keyspace, { signal });
    return { shard, tablet, isSnapshot: keyspace.keyspace_type === 'SNAPSHOT' };
  };
  try {
    const registered = await untilTopologyAnswers(attempt, {
      purpose: 'to register this tablet',
      log: env.log,
      signal,
    });
    opened.fresh?.set(false);
    return registered;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`tablet ${tabletAliasString(identity.alias)} cannot register in the topology: ${why}`);
  }
}

function tracerOf(env: Env): Tracer | undefined {
  const tracer = openTracer('vttablet', env.flags, (error) => env.log.debug({ err: error }, 'spans were lost'));
  env.onClose('traces', () => tracer?.exporter.flush());
  return tracer;
}

function replicationLag(
  { flags, stats }: Env,
  { keyspace, shard }: TabletIdentity,
  { server }: OpenedServer,
): ReplicationProbe {
  if (!flags['heartbeat-enable']) return new ReplicationLag(server);
  const lag = new ReplicationLag(server, `${keyspace}:${shard}`);
  lag.heartbeats.publish(stats);
  return lag;
}

function openQueryService(
  env: Env,
  identity: TabletIdentity,
  { server }: OpenedServer,
  tabletType: TabletType,
  replication: ReplicationProbe,
): TabletServer {
  const connectTimeoutMs = env.flags['db-connect-timeout-ms'];
  const collation = collations[server.version.flavor];
  const common = { collation, ...(connectTimeoutMs > 0 && { connectTimeoutMs }) };
  return new TabletServer({
    identity,
    tabletType,
    config: tabletConfig(env.flags),
    connectors: {
      app: { ...server.connectOptions('vt_app'), ...common, database: identity.dbName },
      dba: { ...server.connectOptions('vt_dba'), ...common },
    },
    replication,
    stats: env.stats,
    log: env.log,
    tracer: tracerOf(env),
    enforceStrictMode: env.flags['enforce-strict-trans-tables'],
    reachCrashPoint: crashAt(process.env['VT_CRASH_AT']),
  });
}

/** Adds the gRPC services and pages. */
function serve(env: Env, manager: TabletManager, vstreamer: VStreamer, messages: MessageHandlers): void {
  const { queryService, opened } = manager;
  const gate = vstreamGate(queryService);
  const bufferBytes = env.flags['queryserver-config-stream-buffer-size'];
  env.grpc.addService(
    serviceDefinition('queryservice.Query'),
    {
      ...queryServiceHandlers(queryService, bufferBytes),
      ...vstreamHandlers(vstreamer, gate),
      ...messages,
      BinlogDumpGTID: binlogDumpHandler({
        connect: opened.server.connectOptions('vt_filtered'),
        flavor: opened.server.version.flavor,
        gate,
      }),
    },
    'queryservice',
  );
  const plain = env.flags['query-stream-plain-connection'] ? new PlainOffers(env.grpc) : undefined;
  const stream = serveQueryStream(queryService, { plain });
  env.grpc.addService(stream.service, stream.implementation, 'queryservice');
  env.grpc.addService(
    serviceDefinition('tabletmanagerservice.TabletManager'),
    tabletManagerImplementation(manager),
    'tabletmanager',
  );
  env.healthCheck('query service', () => queryService.healthError || undefined);
  addStatus(env, manager);
  addQueryPages(env, manager);
  addCheckPages(env.http, manager.throttler);
  env.onTerm('query service', async () => {
    queryService.enterLameDuck();
    manager.messager.close();
    vstreamer.close();
    stream.drain();
    await queryService.close();
  });
}

function reasonOf({ throttled, reason }: { readonly throttled: boolean; readonly reason: string }): string | undefined {
  return throttled ? reason : undefined;
}

/** Brings mysqld and the query service to what the tablet is, and keeps them there. */
async function open(
  env: Env,
  manager: TabletManager,
  before: (mysqld: Mysqld) => Promise<readonly string[]>,
): Promise<void> {
  env.starting('opening the query service');
  const background = new AbortController();
  const repair = repairUntilDone(() => manager.repairMysqld(), env.log, background.signal);
  const { mysqld: own } = manager.opened;
  if (own) await takePosition(manager, own);
  await repair();
  await manager.applyServing('start');
  const fail = (error: unknown) => {
    if (!background.signal.aborted) env.log.error({ err: error }, 'a background task ended');
  };
  watchShard(manager, background.signal).catch(fail);
  keepClaiming(manager, background.signal);
  const { mysqld } = manager.opened;
  const ready = (stopped: Mysqld) => {
    // INVARIANT: data of a backup are not started on before the position is there that they are to take.
    if (manager.type === 'RESTORE') finishRestore(stopped.layout);
    return before(stopped);
  };
  const keeper = mysqld ? new MysqldKeeper(mysqld, env.log, async () => await ready(mysqld), repair) : undefined;
  manager.keeper = keeper;
  keeper?.run(background.signal).catch(fail);
  openMonitors(env, manager, background.signal, fail);
  env.onTerm('background', () => background.abort());
  env.onClose('mysqld', async () => {
    if (mysqld && env.flags['mysqld-shutdown']) await mysqld.stop();
  });
  env.onClose('tablet record', async () => {
    await recordShutdown(manager).catch((error: unknown) => env.log.warn({ err: error }, 'shutdown time not recorded'));
    await manager.close();
    closeResting(manager.server);
  });
}

const RECORD_TIMEOUT_MS = 2000;

async function recordShutdown(manager: TabletManager): Promise<void> {
  const { topo, identity } = manager;
  await topo.tablets.updateFields(
    identity.alias,
    (record) => {
      record.tablet_shutdown_time = timeOf(Date.now());
    },
    { timeoutMs: RECORD_TIMEOUT_MS },
  );
}
