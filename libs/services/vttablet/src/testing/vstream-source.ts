import type { TestMysqld } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import type { StreamSource } from '@vt/vreplication';
import { buildVSchema, type SrvVSchemaDocument, vindexRegistry } from '@vt/vschema';
import { VStreamer } from '@vt/vstreamer';

/** The streams of one database of a test's server, as a source's tablet gives them. */
export function openSource(mysqld: TestMysqld, dbName: string, document: SrvVSchemaDocument = {}): VStreamer {
  const vschema = buildVSchema(document, vindexRegistry());
  return new VStreamer({
    connect: mysqld.rootOptions,
    flavor: mysqld.flavor,
    dbName,
    sidecarName: '_vt',
    keyspace: 'source',
    shard: '0',
    vschema: async () => vschema,
    throttle: () => ({ throttled: false, reason: '' }),
    packetBytes: 250_000,
    heartbeatMs: 200,
  });
}

/** Messages go through the wire's form, as they would between tablets. */
export function streamSource(streamer: VStreamer): StreamSource {
  return {
    name: 'source-0000000001',
    async *vstream(position, filter, signal) {
      const { filter: whole } = create('binlogdata.VStreamRequest', { filter });
      const request = { position, filter: whole, table_last_p_ks: [], options: null };
      for await (const events of streamer.stream(request, signal)) {
        yield create('binlogdata.VStreamResponse', { events: [...events] }).events;
      }
    },
    async *vstreamRows(query, lastpk, signal) {
      const request = create('binlogdata.VStreamRowsRequest', { query, lastpk });
      for await (const response of streamer.rows(request, signal)) {
        yield create('binlogdata.VStreamRowsResponse', response);
      }
    },
    async *vstreamTables(signal) {
      for await (const response of streamer.tables(signal)) yield create('binlogdata.VStreamTablesResponse', response);
    },
    close: () => {},
  };
}
