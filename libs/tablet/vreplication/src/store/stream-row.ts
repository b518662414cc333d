import { type MysqlSession, sql } from '@vt/mysql';
import { fromText, type Message } from '@vt/proto';
import type { Row } from '@vt/sqltypes';
import { readPositionColumn } from './position-column.ts';

export type BinlogSource = Message<'binlogdata.BinlogSource'>;
export type StreamState = 'Unknown' | 'Init' | 'Stopped' | 'Copying' | 'Running' | 'Error' | 'Lagging';

/** A stream: a row of `_vt.vreplication`. Times are seconds since the epoch. */
export type StreamRow = {
  readonly id: number;
  readonly workflow: string;
  readonly source: BinlogSource;
  readonly pos: string;
  /** '' for none. */
  readonly stopPos: string;
  readonly maxTps: bigint;
  readonly maxReplicationLag: bigint;
  readonly cell: string;
  readonly tabletTypes: string;
  readonly timeUpdated: bigint;
  readonly transactionTimestamp: bigint;
  readonly state: StreamState;
  readonly message: string;
  readonly dbName: string;
  readonly rowsCopied: bigint;
  readonly tags: string;
  readonly timeHeartbeat: bigint;
  readonly workflowType: number;
  readonly timeThrottled: bigint;
  readonly componentThrottled: string;
  readonly reasonThrottled: string;
  readonly workflowSubType: number;
  readonly deferSecondaryKeys: boolean;
  /** JSON. */
  readonly options: string;
};

const columns = [
  'id',
  'workflow',
  'source',
  'pos',
  'stop_pos',
  'max_tps',
  'max_replication_lag',
  'cell',
  'tablet_types',
  'time_updated',
  'transaction_timestamp',
  'state',
  'message',
  'db_name',
  'rows_copied',
  'tags',
  'time_heartbeat',
  'workflow_type',
  'time_throttled',
  'component_throttled',
  'reason_throttled',
  'workflow_sub_type',
  'defer_secondary_keys',
  'options',
] as const;

type ColumnName = (typeof columns)[number];

/** Streams of a database, by id. `where` is a condition of ours on the table's columns. */
export async function readStreams(
  session: MysqlSession,
  dbName: string,
  where = '1 = 1',
  signal?: AbortSignal,
): Promise<readonly StreamRow[]> {
  const text = sql`SELECT id, workflow, source, pos, stop_pos, max_tps, max_replication_lag, cell, tablet_types, time_updated, transaction_timestamp, state, message, db_name, rows_copied, tags, time_heartbeat, workflow_type, time_throttled, component_throttled, reason_throttled, workflow_sub_type, defer_secondary_keys, options FROM _vt.vreplication WHERE db_name = ${dbName}`;
  const { rows } = await session.execute(`${text} AND (${where}) ORDER BY id`, signal);
  return rows.map(streamRow);
}

function streamRow(row: Row): StreamRow {
  const bytes = (name: ColumnName) => row[columns.indexOf(name)];
  const text = (name: ColumnName) => Buffer.from(bytes(name) ?? '').toString('utf8');
  const number = (name: ColumnName) => BigInt(text(name) || '0');
  return {
    id: Number(text('id')),
    workflow: text('workflow'),
    source: fromText('binlogdata.BinlogSource', text('source')),
    pos: readPositionColumn(bytes('pos')),
    stopPos: readPositionColumn(bytes('stop_pos')),
    maxTps: number('max_tps'),
    maxReplicationLag: number('max_replication_lag'),
    cell: text('cell'),
    tabletTypes: text('tablet_types'),
    timeUpdated: number('time_updated'),
    transactionTimestamp: number('transaction_timestamp'),
    state: text('state') as StreamState,
    message: text('message'),
    dbName: text('db_name'),
    rowsCopied: number('rows_copied'),
    tags: text('tags'),
    timeHeartbeat: number('time_heartbeat'),
    workflowType: Number(number('workflow_type')),
    timeThrottled: number('time_throttled'),
    componentThrottled: text('component_throttled'),
    reasonThrottled: text('reason_throttled'),
    workflowSubType: Number(number('workflow_sub_type')),
    deferSecondaryKeys: number('defer_secondary_keys') !== 0n,
    options: text('options'),
  };
}
