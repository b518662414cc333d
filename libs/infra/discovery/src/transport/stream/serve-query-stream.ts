import type { handleBidiStreamingCall, Metadata } from '@grpc/grpc-js';
import type { QueryHandler } from '@vt/proto';
import { MESSAGE_BYTES_MAX, queryStreamService } from '@vt/proto/hot';
import { ServerStream, type ServerStreamOptions } from './server-stream.ts';

export type QueryStreamOptions = Partial<ServerStreamOptions> & {
  /** Who a stream was authenticated as, from its metadata. */
  readonly userOf?: (metadata: Metadata) => string;
};

export type QueryStreamServer = {
  /** For `server.addService(service, implementation)`. */
  readonly service: typeof queryStreamService;
  readonly implementation: { readonly Exchange: handleBidiStreamingCall<Buffer, Buffer> };
  /** Refuses new requests from now on; each stream closes when what runs on it has ended. */
  drain(): void;
};

const defaults: ServerStreamOptions = {
  messageBytesMax: MESSAGE_BYTES_MAX,
  callsMax: 20_000,
  slotsMax: 65_536,
  statementBytesMax: 64 * 1024 * 1024,
};

/** The tablet's side of vtqueryext.QueryStream: every request on every stream goes to the handler. */
export function serveQueryStream(handler: QueryHandler, options: QueryStreamOptions = {}): QueryStreamServer {
  const { userOf, ...limits } = options;
  const streams = new Set<ServerStream>();
  let draining = false;
  const exchange: handleBidiStreamingCall<Buffer, Buffer> = (call) => {
    const user = userOf?.(call.metadata) ?? '';
    const stream = new ServerStream(call, user, handler, { ...defaults, ...limits }, () => streams.delete(stream));
    streams.add(stream);
    if (draining) stream.drain();
  };
  return {
    service: queryStreamService,
    implementation: { Exchange: exchange },
    drain: () => {
      draining = true;
      for (const stream of streams) stream.drain();
    },
  };
}
