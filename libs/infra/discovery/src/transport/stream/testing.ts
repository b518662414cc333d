import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import type { CallContext, CallState, QueryHandler, TabletRequest } from '@vt/proto';
import { emptyOk, encodeColumnDefinition, encodeTextRow, type Field, type ResultSink, Type } from '@vt/sqltypes';
import { type QueryStreamOptions, type QueryStreamServer, serveQueryStream } from './serve-query-stream.ts';
import { StreamConnection, type StreamConnectionOptions } from './stream-connection.ts';

export const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;

const field: Field = {
  name: 'c',
  type: Type.VARCHAR,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 100,
  charset: 255,
  decimals: 0,
  flags: 0,
  columnType: '',
};

export const columns = [encodeColumnDefinition(field)];

/** Answers with one row of one column. */
export function oneRow(sink: ResultSink, text: string): void {
  sink.columns(columns, 'text');
  sink.rows(encodeTextRow([Buffer.from(text)]));
  sink.end(emptyOk, false);
}

export type Handle = (request: TabletRequest, sink: ResultSink, context: CallContext) => Promise<CallState>;

/** A server with the query stream, and connections to it, closed together. */
export class StreamPair {
  readonly stream: QueryStreamServer;
  readonly #server = new Server();
  readonly #closers: (() => void)[] = [];
  port = 0;

  constructor(handle: Handle, options: QueryStreamOptions = {}) {
    const handler: QueryHandler = { call: handle };
    this.stream = serveQueryStream(handler, options);
    this.#server.addService(this.stream.service, this.stream.implementation);
  }

  async start(port = 0): Promise<void> {
    this.port = await new Promise((resolve, reject) => {
      this.#server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  }

  connect(options: Partial<StreamConnectionOptions> = {}): StreamConnection {
    const client = new Client(`127.0.0.1:${this.port}`, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.use_local_subchannel_pool': 1,
    });
    const connection = new StreamConnection({ client, metadata: () => new Metadata(), backoffMinMs: 5, ...options });
    this.#closers.push(() => {
      connection.close();
      client.close();
    });
    return connection;
  }

  /** As if the process died. */
  kill(): void {
    this.#server.forceShutdown();
  }

  close(): void {
    for (const close of this.#closers) close();
    this.kill();
  }
}
