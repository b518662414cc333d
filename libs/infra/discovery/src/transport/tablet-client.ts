import { Metadata } from '@grpc/grpc-js';
import { ServiceClient, type TabletAlias } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';
import { CompatConnection } from './compat/compat-connection.ts';
import { StreamConnection } from './stream/stream-connection.ts';
import type { TabletConnection } from './tablet-connection.ts';

/** Everything a gate may ask of one tablet, over one channel that belongs to someone else. */
export class TabletClient {
  readonly alias: TabletAlias;
  /** What is not statements: two-phase commit, messages, schema, change streams. */
  readonly service: ServiceClient<'queryservice.Query'>;
  readonly #channel: GrpcChannel;
  readonly #metadata: () => Metadata;
  #stream: StreamConnection | undefined;
  #compat: CompatConnection | undefined;

  constructor(alias: TabletAlias, channel: GrpcChannel, metadata: () => Metadata = () => new Metadata()) {
    this.alias = alias;
    this.service = new ServiceClient('queryservice.Query', channel.client);
    this.#channel = channel;
    this.#metadata = metadata;
  }

  /** The query stream if the tablet announces that it serves it, else the compatible service. */
  connection(speaksStream: boolean): TabletConnection {
    if (speaksStream) {
      const { client, plainTarget } = this.#channel;
      this.#stream ??= new StreamConnection({ client, metadata: this.#metadata, plainTarget });
      return this.#stream;
    }
    this.#compat ??= new CompatConnection({ service: this.service, metadata: this.#metadata, alias: this.alias });
    return this.#compat;
  }

  close(): void {
    this.#stream?.close();
    this.#compat?.close();
  }
}
