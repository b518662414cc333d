import { MysqlConnection } from '@vt/mysql';
import { type Flavor, TestMysqld } from '@vt/mysql/testing';
import type { Message } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import { buildVSchema, type SrvVSchemaDocument, type VSchema, vindexRegistry } from '@vt/vschema';
import type { StreamSource } from '../source/source.ts';
import type { VEvent } from '../stream/events.ts';
import { type StreamRequest, VStreamer } from '../vstreamer.ts';

export const noOptions: Message<'binlogdata.VStreamOptions'> = {
  internal_tables: [],
  config_overrides: {},
  tables_to_copy: [],
  no_timeouts: false,
  event_types: [],
};

type RuleInput = Partial<Message<'binlogdata.Rule'>>;

/** A filter of rules that say only what differs from an empty one. */
export function filterOf(...rules: RuleInput[]): Message<'binlogdata.Filter'> {
  const whole = rules.map((rule) => ({
    match: '',
    filter: '',
    convert_enum_to_text: {},
    convert_charset: {},
    source_unique_key_columns: '',
    target_unique_key_columns: '',
    source_unique_key_target_columns: '',
    convert_int_to_enum: {},
    force_unique_key: '',
    ...rule,
  }));
  return { rules: whole, field_event_mode: 'ERR_ON_MISMATCH', workflow_type: 0n, workflow_name: '' };
}

export function request(more: Partial<StreamRequest>): StreamRequest {
  return { position: 'current', filter: null, table_last_p_ks: [], options: null, ...more };
}

/** A mysqld with a database, and the streams of it. */
export class StreamServer {
  readonly mysqld: TestMysqld;
  readonly db: MysqlConnection;
  readonly vstreamer: VStreamer;
  readonly source: StreamSource;

  private constructor(mysqld: TestMysqld, db: MysqlConnection, source: StreamSource) {
    this.mysqld = mysqld;
    this.db = db;
    this.source = source;
    this.vstreamer = new VStreamer(source);
  }

  static async start(
    flavor: Flavor,
    options: readonly string[] = ['binlog-row-metadata=FULL'],
    vschema: SrvVSchemaDocument = {},
    more: Partial<StreamSource> = {},
  ): Promise<StreamServer> {
    const mysqld = await TestMysqld.start(flavor, [...options, 'default-time-zone=+02:00']);
    const db = await MysqlConnection.connect(mysqld.rootOptions);
    for (const sql of ['set names utf8mb4', 'create database vt_ks', 'create database _vt', 'use vt_ks'])
      await db.execute(sql);
    const built: VSchema = buildVSchema(vschema, vindexRegistry());
    return new StreamServer(mysqld, db, {
      connect: mysqld.rootOptions,
      flavor,
      dbName: 'vt_ks',
      sidecarName: '_vt',
      keyspace: 'ks',
      shard: '0',
      vschema: async () => built,
      throttle: () => ({ throttled: false, reason: '' }),
      packetBytes: 250_000,
      heartbeatMs: 900,
      ...more,
    });
  }

  async run(...statements: string[]): Promise<void> {
    for (const sql of statements) await this.db.execute(sql);
  }

  async stop(): Promise<void> {
    this.vstreamer.close();
    this.db?.close();
    await this.mysqld?.stop();
  }

  /** Opens a stream and waits until it has begun; then `work` runs, and the events until `until` says so are given. */
  async record(
    stream: Partial<StreamRequest>,
    work: () => Promise<void>,
    until: (event: VEvent) => boolean,
  ): Promise<VEvent[]> {
    const stop = new AbortController();
    const events: VEvent[] = [];
    let isFirst = true;
    for await (const message of this.vstreamer.stream(request(stream), stop.signal)) {
      if (isFirst && (stream.position ?? 'current') === 'current') {
        isFirst = false;
        await work();
        continue;
      }
      if (isFirst) {
        isFirst = false;
        await work();
      }
      for (const event of message) {
        if (event.type === 'HEARTBEAT') continue;
        events.push(event);
        if (until(event)) return events;
      }
    }
    return events;
  }
}

/** A row event's changes as `before → after` texts. */
export function changesOf(event: VEvent): string[] {
  return (event.row_event?.row_changes ?? []).map(({ before, after }) => `${rowText(before)} → ${rowText(after)}`);
}

function rowText(row: Parameters<typeof fromProtoRow>[0] | null | undefined | object): string {
  if (!row) return '-';
  return fromProtoRow(row as Parameters<typeof fromProtoRow>[0])
    .map((value) => (value === null ? 'NULL' : Buffer.from(value).toString('utf8')))
    .join(',');
}

/** Events in short: kinds, with what they are about. */
export function brief(events: readonly VEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'FIELD':
        return [`FIELD ${event.field_event?.table_name}(${(event.field_event?.fields ?? []).map(({ name }) => name)})`];
      case 'ROW':
        return changesOf(event).map((change) => `ROW ${event.row_event?.table_name} ${change}`);
      case 'DDL':
        return [`DDL ${event.statement}`];
      case 'LASTPK': {
        const { table_last_p_k, completed } = event.last_p_k_event ?? {};
        const row = table_last_p_k?.lastpk?.rows?.[0];
        return [`LASTPK ${table_last_p_k?.table_name} ${completed ? 'completed' : rowText(row)}`];
      }
      default:
        return [String(event.type)];
    }
  });
}
