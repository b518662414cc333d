import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { Engine } from './engine.ts';
import { Lessor } from './lessor.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { DataFile } from './log/data-file.ts';
import { OwnerFile } from './log/owner-file.ts';
import { loadEtcdServices } from './proto.ts';
import { clusterService, maintenanceService } from './rpc/admin-service.ts';
import { kvService } from './rpc/kv-service.ts';
import { leaseService } from './rpc/lease-service.ts';
import { TopoState } from './store/state.ts';
import { WatchHub } from './watch/watch-hub.ts';
import type { WatchCall } from './watch/watch-stream.ts';

export type TopoServerOptions = {
  /** `host:port`; port 0 takes a free one. */
  readonly listen: string;
  /** Made with its directory where absent. */
  readonly dataFile: string;
  /** Default: plain text. */
  readonly credentials?: ServerCredentials;
  readonly limits?: Partial<Limits>;
  /** The server could not write its file and answers nothing any more; the process should end with this. */
  readonly onFatal?: (error: Error) => void;
};

export type TopoServerStats = {
  readonly revision: number;
  readonly compactRevision: number;
  readonly keys: number;
  readonly storeBytes: number;
  readonly fileBytes: number;
  readonly leases: number;
  readonly watchStreams: number;
  readonly watchers: number;
};

export type RunningTopoServer = {
  /** `host:port` it listens on. */
  readonly address: string;
  /** Bytes of a torn last write that were cut off at start; 0 after an orderly end. */
  readonly tornBytes: number;
  stats(): TopoServerStats;
  /** Finishes what was asked, ends streams and closes the file. */
  stop(): Promise<void>;
};

/** HTTP/2 frames and message fields around a request's keys and values. */
const MESSAGE_OVERHEAD_BYTES = 512 * 1024;

/** Opens the data file and serves it. Throws DataFileError where the file cannot be used, or the listen error. */
export async function startTopoServer(options: TopoServerOptions): Promise<RunningTopoServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  await mkdir(dirname(options.dataFile), { recursive: true });
  const owner = OwnerFile.acquire(options.dataFile);
  try {
    const opened = await DataFile.open(options.dataFile, performance.now(), freshState);
    return await serve(options, limits, owner, opened);
  } catch (err) {
    owner.release();
    throw err;
  }
}

function freshState(): TopoState {
  const id = (): bigint => randomBytes(8).readBigUInt64BE() >> 1n;
  return new TopoState({ clusterId: id(), memberId: id() });
}

type Opened = Awaited<ReturnType<typeof DataFile.open>>;

async function serve(
  options: TopoServerOptions,
  limits: Limits,
  owner: OwnerFile,
  opened: Opened,
): Promise<RunningTopoServer> {
  const { state, file } = opened;
  const clock = { nowMs: () => performance.now() };
  const engine = new Engine({ state, file, limits, clock, onFatal: options.onFatal ?? (() => {}) });
  const lessor = new Lessor(engine, limits);
  const hub = new WatchHub(engine, limits);
  let address = '';
  const server = newGrpcServer(limits);
  const services = loadEtcdServices();
  server.addService(services.Cluster, clusterService(engine, { name: 'topo', clientUrl: () => `http://${address}` }));
  server.addService(services.KV, kvService(engine, limits));
  server.addService(services.Lease, leaseService(engine, lessor));
  server.addService(services.Maintenance, maintenanceService(engine));
  server.addService(services.Watch, { Watch: (call: WatchCall) => hub.open(call) });

  const stop = once(async () => {
    lessor.close();
    hub.close();
    await shutdown(server);
    await engine.close(new Error('server stopped'));
    owner.release();
  });
  try {
    address = await bind(server, options.listen, options.credentials ?? ServerCredentials.createInsecure());
  } catch (err) {
    await stop();
    throw err;
  }
  const stats = (): TopoServerStats => ({
    revision: state.store.revision,
    compactRevision: state.store.compactRevision,
    keys: state.store.keyCount,
    storeBytes: state.store.bytes,
    fileBytes: engine.fileBytes,
    leases: state.leases.size,
    watchStreams: hub.streamCount,
    watchers: hub.watcherCount,
  });
  return { address, tornBytes: opened.tornBytes, stats, stop };
}

function newGrpcServer(limits: Limits): Server {
  return new Server({
    'grpc.max_receive_message_length': limits.requestBytesMax + MESSAGE_OVERHEAD_BYTES,
    'grpc.max_send_message_length': -1,
    // Whoever vanished without a word would keep its streams, and everybody's number of them is limited.
    'grpc.keepalive_time_ms': limits.pingIntervalMs,
    'grpc.keepalive_timeout_ms': limits.pingTimeoutMs,
  });
}

function bind(server: Server, listen: string, credentials: ServerCredentials): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, credentials, (err, port) => {
      if (err) reject(err);
      else resolve(`${listen.slice(0, listen.lastIndexOf(':'))}:${port}`);
    });
  });
}

const GRACE_MS = 500;

/** Lets calls in progress finish, for a moment. */
function shutdown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => (started ??= run());
}
