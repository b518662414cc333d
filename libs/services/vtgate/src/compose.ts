import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { anySignal } from '@vt/base';
import { Gateway, type HealthCheck } from '@vt/discovery';
import { MysqlServer } from '@vt/mysql';
import { serviceDefinition } from '@vt/proto';
import { type CommonFlags, crashAt, envPage, importModule, openTracer, type ServiceEnv, StartError } from '@vt/servenv';
import { refusal, refusalLog } from '@vt/servenv/grpc';
import { TopoServer, topoCredentials, topoStats } from '@vt/topo';
import { loadVindexModules, parseTarget, type VindexRegistry, vindexRegistry } from '@vt/vschema';
import { BinlogDumps } from './binlog/binlog-dumps.ts';
import { vschemaStats, watcherStats } from './discovery-stats.ts';
import type { ExecutorDeps } from './executor/deps.ts';
import { Executor } from './executor/executor.ts';
import { SpillFiles } from './executor/plans/spill-files.ts';
import type { vtgateFlags } from './flags.ts';
import { DiscoveryGateway } from './gateway/discovery-gateway.ts';
import { loadedAggregates } from './gateway/loaded-aggregates.ts';
import { balanceOf, bufferOf, openHealth, tabletFilterOf } from './gateway/tablets-of-flags.ts';
import { TwoPcTablets } from './gateway/two-pc-tablets.ts';
import { WarmingReads } from './gateway/warming-reads.ts';
import { type OpenVStream, vitessService } from './grpc/vitess-service.ts';
import { addHealthPages } from './health-pages.ts';
import { logToFile } from './log/log-file.ts';
import { addLogPages } from './log/pages.ts';
import { QueryLog } from './log/query-log.ts';
import { TabletMessages } from './messages/tablet-messages.ts';
import { backendVersion, followBackendVersion } from './mysql/backend-version.ts';
import { type ClientState, MysqlHandler, type PreparedText } from './mysql/handler.ts';
import { authServer, serverOptions, tlsOptions } from './mysql/listen.ts';
import { loginStats } from './mysql/login-stats.ts';
import { followReloads } from './mysql/reload.ts';
import { addPages } from './pages.ts';
import { changeVSchema, vschemaUsers } from './schema/change-vschema.ts';
import { ServingKeyspaces } from './schema/serving-graph.ts';
import { TableTracker } from './schema/track-tables.ts';
import { VSchemaHolder } from './schema/vschema-holder.ts';
import { watchTablets } from './schema/watch-tablets.ts';
import { watchTopology } from './schema/watch-topology.ts';
import { Turns } from './scratch/turns.ts';
import { traceStations } from './station.ts';
import { executorStats, publishState } from './stats.ts';
import { gateTunables } from './tunables.ts';
import { AtomicCommit } from './tx/atomic-commit.ts';
import { FreshReads } from './tx/fresh-reads.ts';
import { Resolver } from './tx/resolver.ts';
import { Transactions } from './tx/transactions.ts';
import { vstreamStats } from './vstream/stats.ts';
import { TabletPort } from './vstream/tablet-port.ts';
import { vstream } from './vstream/vstream.ts';
import { GateProcesses } from './workers/gate-processes.ts';

type Env = ServiceEnv<typeof vtgateFlags & CommonFlags>;

const VERSION_COMMENT = 'vtgate';
/** What clients are told while no tablet says what it is. */
const UNKNOWN_VERSION = '8.4.6-Vitess';
const CLOSE_TIMEOUT_MS = 5_000;

/** Builds a vtgate into a process: everything that knows everything is here. Resolves when it serves. */
export async function composeVtgate(env: Env): Promise<void> {
  const { flags, log, stats } = env;
  const processes = new GateProcesses(env);
  const tracer = openTracer('vtgate', flags, (error) => log.debug({ err: error }, 'spans were lost'));
  traceStations(tracer);
  env.onClose('traces', () => tracer?.exporter.flush());
  const topo = openTopology(env);
  env.onClose('topology', () => topo.close());
  const health = openHealth(env.flags);
  const serving = new ServingKeyspaces();
  const allowedTypes = flags['allowed-tablet-types'].map((type) => type.toUpperCase());
  const gateway = new Gateway({
    health,
    retriesMax: flags['retry-count'],
    allowedTypes,
    ...bufferOf(env.flags, serving),
  });
  env.onClose('tablets', async () => {
    gateway.close();
    await health.close();
  });
  const tablets = new DiscoveryGateway(gateway, health, stats, openWarming(env, gateway));
  const registry = await openRegistry(env);
  const vschemaCounts = vschemaStats(stats, () => vschema.current());
  const vschema: VSchemaHolder = new VSchemaHolder({
    registry,
    servedKeyspaces: () => serving.keyspaces(),
    reloadTables: (keyspaces) => Promise.all(keyspaces.map(async (keyspace) => tracker?.reload(keyspace))),
    onDocument: () => vschemaCounts.add('Reload'),
    onError: (keyspace, error) => {
      vschemaCounts.add('Parsing');
      log.warn({ keyspace, error }, 'this keyspace’s vschema cannot be used');
    },
  });
  const tracker: TableTracker | undefined = openTracker(env, tablets, serving, vschema, { gateway, health });
  const counters = executorStats(stats, flags['warn-memory-rows']);
  const twoPc = new TwoPcTablets(gateway, health);
  const reach = crashAt(process.env['VT_CRASH_AT']);
  const atomic = new AtomicCommit({ port: twoPc, reach, onUnresolved: counters.unresolved });
  if (processes.isMain) resolveUnresolved(env, health, twoPc);
  const names = { version: flags['mysql-server-version'] || UNKNOWN_VERSION };
  const queryLog = openQueryLog(env);
  const options = executorOptions(env, names);
  const deps: ExecutorDeps = {
    options,
    emptied: new Set(),
    scratchTurns: new Turns(Math.max(1, flags['scratch-concurrency'])),
    spill: new SpillFiles({ runBytesMax: flags['max-memory-bytes'] / 8, diskBytesMax: flags['max-spill-bytes'] }),
    gateway: tablets,
    serving,
    transactions: new Transactions(tablets, { atomic, onCommit: counters.committed }),
    stats: counters,
    twoPc,
    messages: new TabletMessages(gateway, health, flags['message-stream-grace-period'], env.signal),
    queryLog,
    freshReads: new FreshReads({
      gateway: tablets,
      serverVersion: () => names.version,
      onPlaced: counters.freshRead,
      random: Math.random,
      nowMs: () => performance.now(),
    }),
    vschema: () => vschema.current(),
    schemaChanged: (keyspace) => tracker?.reload(keyspace) ?? Promise.resolve(),
    processes: () => processes.list(),
    kill: (id, queryOnly) => processes.kill(id, queryOnly),
    vschemaDdl: {
      authorized: vschemaUsers(flags['vschema-ddl-authorized-users']),
      port: (keyspace, change, signal) => changeVSchema(topo, registry, keyspace, change, signal),
    },
    metadata: {
      all: (signal) => topo.metadata.all('', { signal }),
      set: (key, value, signal) =>
        value === '' ? topo.metadata.delete(key, { signal }) : topo.metadata.set(key, value, { signal }),
    },
    random: Math.random,
  };
  const executor = new Executor(deps);
  const binlogDumps = new BinlogDumps(
    gateway,
    health,
    {
      enabled: flags['enable-binlog-dump'],
      authorized: vschemaUsers(flags['binlog-dump-authorized-users']),
      defaultTarget: parseTarget(flags['binlog-dump-default-target']),
    },
    env.signal,
  );
  const handler = new MysqlHandler(executor, {
    binlogDumps,
    defaultTabletType: flags['default-tablet-type'],
    workload: flags['mysql-default-workload'],
    queryTimeoutMs: flags['mysql-server-query-timeout'],
    tracer,
  });
  const service = vitessService(executor, {
    tabletType: flags['default-tablet-type'],
    transactionMode: flags['transaction-mode'],
    workload: flags['mysql-default-workload'],
    useEffective: flags['grpc-use-effective-callerid'],
    useEffectiveGroups: flags['grpc-use-effective-groups'],
    binlogDumps,
    vstream: openVStream(env, gateway, health, serving, topo),
    tracer,
  });
  env.grpc.addService(serviceDefinition('vtgateservice.Vitess'), service, 'vtgateservice');
  const plans = executor.planCache;
  addPages(env.http, env.status, { vschema: deps.vschema, plans, fast: handler.fast, gateway: tablets });
  const stopBeating = handler.startHeartbeats(flags['lock-heartbeat-time']);
  env.onClose('heartbeats', async () => stopBeating());
  addLogPages(env.http, { log: queryLog, plans, fast: handler.fast });
  addHealthPages(env.http, { health, balance: balanceOf(flags), cell: flags.cell });
  env.http.route('/debug/env', envPage(gateTunables(options, flags.workers <= 1)), {
    role: 'admin',
    methods: ['GET', 'HEAD', 'POST'],
    title: 'limits that can be changed',
  });
  await followTopology(env, topo, health, { serving, vschema, onWatchError: () => vschemaCounts.add('WatchError') });
  if (flags['mysql-server-version'] === '') await nameBackend(env, tablets, serving, health, names);
  const server = await listen(env, handler, () => names.version, processes);
  publishState(stats, health, plans, handler.fast, server, gateway.buffer);
}

function openWarming({ flags, stats }: Env, gateway: Gateway): WarmingReads | undefined {
  const percent = flags['warming-reads-percent'];
  if (percent <= 0) return undefined;
  const mirrored = stats.countersWithLabels('ReplicaWarmingReadsMirrored', 'reads that replicas were given too', [
    'Keyspace',
  ]);
  return new WarmingReads(gateway, {
    percent,
    copiesMax: flags['warming-reads-concurrency'],
    timeoutMs: flags['warming-reads-query-timeout'],
    random: Math.random,
    onCopied: (keyspace) => mirrored.add([keyspace]),
  });
}

/** Lines for one reader: a page, or a file that a disk is slow to take. */
const LOG_LINES_MIN = 1_000;

function openQueryLog({ flags, log, signal }: Env): QueryLog {
  const queryLog = new QueryLog({
    format: flags['querylog-format'],
    mode: flags['querylog-mode'],
    filterTag: flags['querylog-filter-tag'],
    rowThreshold: flags['querylog-row-threshold'],
    timeThresholdMs: flags['querylog-time-threshold'],
    sampleRate: flags['querylog-sample-rate'],
    anyCondition: flags['querylog-emit-on-any-condition-met'],
    redacts: flags['redact-debug-ui-queries'],
    waitingLinesMax: Math.max(LOG_LINES_MIN, flags['querylog-buffer-size']),
    random: Math.random,
  });
  const file = flags['log-queries-to-file'];
  if (file !== '')
    void logToFile(queryLog, file, signal, (error) => log.error({ err: error, file }, 'cannot log statements'));
  return queryLog;
}

/** How long a gate that starts waits for a mysqld's word on its version. */
const BACKEND_WAIT_MS = 1_000;

/** Says to clients what the mysqlds say of themselves. */
async function nameBackend(
  { signal }: Env,
  tablets: DiscoveryGateway,
  serving: ServingKeyspaces,
  health: HealthCheck,
  names: { version: string },
): Promise<void> {
  const tell = (version: string): void => {
    names.version = version;
  };
  const onPrimary = (listener: () => void) =>
    health.subscribe((now, before) => {
      if (now.target.tabletType === 'PRIMARY' && now.serving && before?.serving !== true) listener();
    });
  // Where tablets are up this takes no time; clients do not wait for those that are not.
  const first = backendVersion(tablets, serving).then((version) => {
    if (version !== undefined) tell(version);
    void followBackendVersion(tablets, serving, version, tell, onPrimary, signal);
  });
  await Promise.race([first, delay(BACKEND_WAIT_MS, undefined, { ref: false })]);
}

function openVStream(
  env: Env,
  gateway: Gateway,
  health: HealthCheck,
  serving: ServingKeyspaces,
  topo: TopoServer,
): OpenVStream {
  const port = new TabletPort(gateway, health, serving, env.flags.cell, topo);
  const counters = vstreamStats(env.stats);
  return (request, signal) =>
    vstream(request, port, counters, anySignal([signal, env.signal])) as ReturnType<OpenVStream>;
}

/** Any gate ends what another, or a tablet, left in the middle. */
function resolveUnresolved({ log, signal }: Env, health: HealthCheck, port: TwoPcTablets): void {
  const resolver = new Resolver(
    {
      port,
      onResolved: ({ dtid, state }) => log.info({ dtid, state }, 'unresolved transaction resolved'),
      onProblem: (what, error) => log.debug({ what, err: error }, 'cannot resolve a transaction yet'),
    },
    signal,
  );
  health.subscribe(({ target, serving, txUnresolved }) => {
    const { keyspace, shard, tabletType } = target;
    if (txUnresolved && serving && tabletType === 'PRIMARY') void resolver.resolve({ keyspace, shard, tabletType });
  });
}

/** The vindexes of the product, and those of modules. */
async function openRegistry({ flags }: Env): Promise<VindexRegistry> {
  try {
    const own = await loadVindexModules(flags['vindex-modules'], importModule);
    return vindexRegistry({ readTextFile: (path) => readFileSync(path, 'utf8') }, own);
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}

function openTopology({ flags, stats }: Env): TopoServer {
  try {
    return TopoServer.open({
      implementation: flags['topo-implementation'],
      globalServerAddress: flags['topo-global-server-address'],
      globalRoot: flags['topo-global-root'],
      onCall: topoStats(stats),
      ...topoCredentials(flags),
    });
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}

/** Reads a keyspace's tables when a primary of it begins to serve, and when one says that its tables changed. */
function openTracker(
  env: Env,
  gateway: DiscoveryGateway,
  serving: ServingKeyspaces,
  vschema: VSchemaHolder,
  tablets: { readonly health: HealthCheck; readonly gateway: Gateway },
): TableTracker | undefined {
  if (!env.flags['schema-change-signal']) return undefined;
  const tracker = new TableTracker(
    {
      gateway,
      serving,
      onTables: (keyspace, tables) => vschema.setTables(keyspace, tables),
      ...(env.flags['track-udfs'] && {
        loadedAggregates: (target, signal) => loadedAggregates(tablets.gateway, tablets.health, target, signal),
      }),
      onLoadedAggregates: (keyspace, names) => vschema.setLoadedAggregates(keyspace, names),
      onProblem: (keyspace, error) => env.log.debug({ keyspace, err: error }, 'cannot read the tables of a keyspace'),
    },
    env.signal,
  );
  tablets.health.subscribe((now, before) => {
    if (now.target.tabletType !== 'PRIMARY' || !now.serving) return;
    if (!before?.serving || now.schemaChanged.length > 0 || now.functionsChanged) tracker.schedule(now.target.keyspace);
  });
  return tracker;
}

function executorOptions({ flags }: Env, names: { readonly version: string }): ExecutorDeps['options'] {
  return {
    get serverVersion() {
      return names.version;
    },
    versionComment: VERSION_COMMENT,
    socketPath: flags['mysql-server-socket-path'],
    transactionMode: flags['transaction-mode'],
    planCacheBytesMax: flags['gate-query-cache-memory'],
    memoryRowsMax: flags['max-memory-rows'],
    memoryBytesMax: flags['max-memory-bytes'],
    payloadBytesMax: flags['max-payload-size'],
    payloadBytesWarn: flags['warn-payload-size'],
    warnShardedOnly: flags['warn-sharded-only'],
    queryTimeoutMs: flags['query-timeout'],
    errorLengthMax: flags['truncate-error-len'],
    noScatter: flags['no-scatter'],
    trustTextVindexes: flags['trust-text-vindexes'],
    allowKill: flags['allow-kill-statement'],
    localInfile: flags['mysql-server-local-infile'],
    databasePlugin: flags['dbddl-plugin'],
    defaultTabletType: flags['default-tablet-type'],
    ddlStrategy: flags['ddl-strategy'],
    onlineDdl: flags['enable-online-ddl'],
    directDdl: flags['enable-direct-ddl'],
    scratchReads: flags['scratch-reads'],
    scratchRowsMax: flags['scratch-max-rows'],
    scratchBytesMax: flags['scratch-max-bytes'],
    replanWindowMs: flags['enable-buffer'] ? flags['buffer-window'] : 0,
  };
}

type Followed = {
  readonly serving: ServingKeyspaces;
  readonly vschema: VSchemaHolder;
  readonly onWatchError: () => void;
};

async function followTopology(
  env: Env,
  topo: TopoServer,
  health: HealthCheck,
  { serving, vschema, onWatchError }: Followed,
): Promise<void> {
  const { flags, log, signal, stats } = env;
  const patience = anySignal([signal, AbortSignal.timeout(flags['gateway-initial-tablet-timeout'])]);
  const cells = flags['cells-to-watch'].length > 0 ? flags['cells-to-watch'] : [flags.cell];
  const onProblem = (what: string, error: unknown) => log.warn({ what, err: error }, 'cannot follow the topology');
  const watcher = watcherStats(stats);
  const onBadTablet = (cell: string, error: unknown): void => {
    watcher.failed();
    onProblem(cell, error);
  };
  const isWanted = tabletFilterOf(flags);
  watchTablets(topo, health, { cells, isWanted, onProblem: onBadTablet, onChange: watcher.changed }, signal);
  env.starting('waiting for the topology');
  const onTopologyProblem = (what: string, error: unknown): void => {
    if (what === 'SrvVSchema') onWatchError();
    onProblem(what, error);
  };
  const read = watchTopology(topo, flags.cell, { serving, vschema, onProblem: onTopologyProblem }, signal);
  if (!(await within(read, patience))) {
    if (!signal.aborted)
      log.warn('the topology has not answered: going on without it, and following it as soon as it does');
    return;
  }
  env.starting('waiting for tablets');
  const targets = flags['tablet-types-to-wait'].flatMap((type) =>
    serving.keyspaces().flatMap((keyspace) => {
      const tabletType = type.toUpperCase() as 'PRIMARY';
      return (serving.shards(keyspace, tabletType) ?? []).map(({ name }) => ({ keyspace, shard: name, tabletType }));
    }),
  );
  if (!(await within(health.waitForServing(targets, patience), patience)) && !signal.aborted) {
    log.warn({ targets }, 'not all tablets serve yet: going on without them');
  }
}

/** Whether the promise was kept before the signal aborted. */
async function within(promise: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const aborted = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  return Promise.race([
    promise.then(
      () => true,
      () => false,
    ),
    aborted,
  ]);
}

async function listen(
  env: Env,
  handler: MysqlHandler,
  version: () => string,
  processes: GateProcesses,
): Promise<MysqlServer<ClientState, PreparedText> | undefined> {
  const { flags, log } = env;
  const port = flags['mysql-server-port'];
  const path = flags['mysql-server-socket-path'];
  if (port < 0 && path === '') return undefined;
  const onDefect = (error: unknown) => log.error({ err: error }, 'defect in the MySQL front');
  const auth = await authServer(flags);
  const options = serverOptions(flags, auth, onDefect);
  const tellRefused = refusalLog(log, 'a MySQL client');
  const server = new MysqlServer(handler, {
    ...options,
    ...processes.serverOptions,
    serverVersion: version,
    onLogin: loginStats(env),
    onTlsError: (error, socket, peer) => {
      const reason = refusal(error, socket);
      if (reason !== undefined) tellRefused(peer, reason);
    },
  });
  const stop = followReloads({
    auth,
    server,
    tls: () => tlsOptions(flags),
    intervalMs: flags['mysql-auth-static-reload-interval'],
    log,
  });
  env.onClose('reloading', async () => stop());
  env.onTerm('MySQL clients', async (signal) => {
    if (flags['mysql-server-drain-onterm']) await server.drain(signal);
  });
  env.onClose('MySQL clients', async () => {
    await server.drain(AbortSignal.timeout(CLOSE_TIMEOUT_MS));
    server.close();
  });
  await processes.join(server, handler);
  if (!processes.isMain) return server;
  const host = flags['mysql-server-bind-address'] || '::';
  try {
    if (port >= 0) {
      const address = await server.listen({ kind: 'tcp', host, port });
      log.info({ address }, 'listening for MySQL clients');
    }
    if (path !== '') await server.listen({ kind: 'unix', path });
  } catch (error) {
    throw new StartError(`MySQL listener: ${portProblemText(error, port, path)}`);
  }
  return server;
}

function portProblemText(error: unknown, port: number, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${path === '' || !message.includes(path) ? `port ${port}` : path} is taken`;
  return message;
}
