import type { Message, MessageInput } from '@vt/proto';
import type { BinlogSource } from '../store/stream-row.ts';

export type VEvent = Message<'binlogdata.VEvent'>;
export type RowsResponse = Message<'binlogdata.VStreamRowsResponse'>;
export type TablesResponse = Message<'binlogdata.VStreamTablesResponse'>;
export type Filter = MessageInput<'binlogdata.Filter'>;
export type LastPk = MessageInput<'query.QueryResult'>;

/** A tablet of the source shard, ready to stream. */
export interface StreamSource {
  /** `zone1-0000000100`, for messages. */
  readonly name: string;
  /** Changes after a position. */
  vstream(
    position: string,
    filter: Filter,
    signal: AbortSignal,
    internalTables?: readonly string[],
  ): AsyncIterable<readonly VEvent[]>;
  /** Rows of a snapshot in the order of the primary key, after `lastPk`. The first response has the fields and the snapshot's position. */
  vstreamRows(query: string, lastPk: LastPk | null, signal: AbortSignal): AsyncIterable<RowsResponse>;
  /** Rows of every table, of one snapshot. */
  vstreamTables(signal: AbortSignal): AsyncIterable<TablesResponse>;
  close(): void;
}

/** Which tablets a stream may read from. */
export type PickOptions = {
  readonly source: BinlogSource;
  /** Comma-separated cells or aliases; '' for the tablet's own cell. */
  readonly cells: string;
  /** `in_order:REPLICA,PRIMARY` or `REPLICA,PRIMARY`; '' for the engine's default. */
  readonly tabletTypes: string;
};

/** Finds a source. Rejects with UNAVAILABLE where there is none right now. */
export interface SourcePicker {
  pick(options: PickOptions, signal: AbortSignal): Promise<StreamSource>;
}
