import { Metadata } from '@grpc/grpc-js';
import type { backupStorageFlags } from '@vt/backupstorage';
import { VtError } from '@vt/base';
import { makeClient } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';
import type { FlagValues } from '@vt/servenv/cli';
import {
  type ClientTls,
  type callerFlags,
  type channelFlags,
  channelSecurity,
  clientCredentials,
  fromCallError,
  isServiceError,
  readOwnCredentials,
} from '@vt/servenv/grpc';
import type { TopoServer, topoFlags } from '@vt/topo';
import type { VtctldContext } from '@vt/vtctld';

/** How calls reach a vtctld: over the network, or as its code in this process. */
export type Transport = {
  /** Rejects with VtError. */
  call(method: string, request: unknown, timeoutMs: number): Promise<unknown>;
  stream(method: string, request: unknown, timeoutMs: number): AsyncIterable<unknown>;
  /** The topology itself, where it is worked on from this process. */
  readonly topo?: TopoServer;
  close(): Promise<void>;
};

export type RemoteOptions = {
  /** Undefined: in plain text. */
  readonly tls: ClientTls | undefined;
  /** JSON file of `{"Username", "Password"}`; '' for none. */
  readonly credentialsFile: string;
};

export function remote(server: string, { tls, credentialsFile }: RemoteOptions): Transport {
  const client = makeClient('vtctlservice.Vtctld', server, clientCredentials(tls));
  const metadata = metadataOf(credentialsFile);
  return {
    async call(method, request, timeoutMs) {
      try {
        return await client.unary(method as 'GetKeyspaces', request as object, { timeoutMs, metadata });
      } catch (error) {
        throw isServiceError(error) ? fromCallError(error, server, tls) : error;
      }
    },
    async *stream(method, request, timeoutMs) {
      try {
        yield* client.serverStream(method as 'Backup', request as object, { timeoutMs, metadata });
      } catch (error) {
        throw isServiceError(error) ? fromCallError(error, server, tls) : error;
      }
    },
    close: async () => client.close(),
  };
}

function metadataOf(file: string): Metadata {
  const metadata = new Metadata();
  if (file === '') return metadata;
  try {
    const { username, password } = readOwnCredentials(file);
    metadata.set('username', username);
    metadata.set('password', password);
  } catch (error) {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: (error as Error).message });
  }
  return metadata;
}

const REMOTE_TIMEOUT_MS = 15_000;

type ChannelFlags = FlagValues<typeof callerFlags & ReturnType<typeof channelFlags<'tablet-manager'>>>;
type InternalFlags = FlagValues<typeof topoFlags & typeof backupStorageFlags> & ChannelFlags;

/** `--server internal`: the topology is worked on from here; what needs tablets calls them from here. Loaded only then. */
export async function internal(flags: InternalFlags): Promise<Transport> {
  const [{ TabletManagers }, { openTopo }, { silentLogger }, { openBackupStorage }] = await Promise.all([
    import('@vt/vtctld'),
    import('@vt/topo'),
    import('@vt/servenv'),
    import('@vt/backupstorage'),
  ]);
  const topo = openTopo(flags);
  const backups = openBackupStorage(flags);
  const tablets = new TabletManagers(await tabletChannels(flags));
  return await inProcess({
    topo,
    tablets,
    log: silentLogger,
    remoteTimeoutMs: REMOTE_TIMEOUT_MS,
    ...(backups && { backups }),
  });
}

/** Makes channels to tablets, with the encryption and the name that flags say. */
export async function tabletChannels(flags: ChannelFlags): Promise<(target: string) => GrpcChannel> {
  const { GrpcChannel: Channel } = await import('@vt/servenv');
  const security = channelSecurity('tablet-manager', flags);
  return (target) => new Channel({ target, ...security });
}

/** The methods themselves, without a server. */
export async function inProcess(context: VtctldContext): Promise<Transport> {
  const [{ callInternal, streamInternal }, { serviceDefinition }] = await Promise.all([
    import('@vt/vtctld'),
    import('@vt/proto'),
  ]);
  const methods = serviceDefinition('vtctlservice.Vtctld') as unknown as Readonly<Record<string, WireMethod>>;
  return {
    topo: context.topo,
    async call(method, request, timeoutMs) {
      const wire = methods[method] as WireMethod;
      // Through the wire form and back, so that fields that were left out have their defaults, as over the network.
      const whole = wire.requestDeserialize(wire.requestSerialize(request));
      const answer = await callInternal(method, whole, context, AbortSignal.timeout(timeoutMs));
      return wire.responseDeserialize(wire.responseSerialize(answer));
    },
    async *stream(method, request, timeoutMs) {
      const wire = methods[method] as WireMethod;
      const whole = wire.requestDeserialize(wire.requestSerialize(request));
      for await (const answer of streamInternal(method, whole, context, AbortSignal.timeout(timeoutMs))) {
        yield wire.responseDeserialize(wire.responseSerialize(answer));
      }
    },
    async close() {
      context.tablets.close();
      await context.topo.close();
    },
  };
}

type WireMethod = {
  requestSerialize(message: unknown): Buffer;
  requestDeserialize(bytes: Buffer): unknown;
  responseSerialize(message: unknown): Buffer;
  responseDeserialize(bytes: Buffer): unknown;
};
