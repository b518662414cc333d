import type { MethodDefinition } from '@grpc/grpc-js';
import { aliasText, type Tablet } from '@vt/discovery';
import { type RequestInput, type Response, serviceDefinition } from '@vt/proto';
import type { GrpcChannel } from '@vt/servenv';
import type { Filter, LastPk, RowsResponse, StreamSource, TablesResponse, VEvent } from './source.ts';

type Service = 'queryservice.Query';
type Method<M extends 'VStream' | 'VStreamRows' | 'VStreamTables'> = MethodDefinition<
  RequestInput<Service, M>,
  Response<Service, M>
>;

const service = serviceDefinition('queryservice.Query');
const vstream = service.VStream as unknown as Method<'VStream'>;
const vstreamRows = service.VStreamRows as unknown as Method<'VStreamRows'>;
const vstreamTables = service.VStreamTables as unknown as Method<'VStreamTables'>;

/** A tablet's streams over gRPC. Owns its channel. */
export class TabletSource implements StreamSource {
  readonly name: string;
  readonly #channel: GrpcChannel;
  readonly #target: { keyspace: string; shard: string; tablet_type: Tablet['type'] };

  constructor(tablet: Tablet, channel: GrpcChannel) {
    this.name = aliasText(tablet.alias);
    this.#channel = channel;
    this.#target = { keyspace: tablet.keyspace, shard: tablet.shard, tablet_type: tablet.type };
  }

  async *vstream(
    position: string,
    filter: Filter,
    signal: AbortSignal,
    internalTables: readonly string[] = [],
  ): AsyncIterable<readonly VEvent[]> {
    const options = { internal_tables: [...internalTables] };
    const request = { target: this.#target, position, filter, options };
    for await (const { events } of this.#channel.stream(vstream, request, { signal })) yield events;
  }

  vstreamRows(query: string, lastPk: LastPk | null, signal: AbortSignal): AsyncIterable<RowsResponse> {
    return this.#channel.stream(vstreamRows, { target: this.#target, query, lastpk: lastPk }, { signal });
  }

  vstreamTables(signal: AbortSignal): AsyncIterable<TablesResponse> {
    return this.#channel.stream(vstreamTables, { target: this.#target }, { signal });
  }

  close(): void {
    this.#channel.close();
  }
}
