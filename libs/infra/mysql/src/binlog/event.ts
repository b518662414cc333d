import type { Row } from './row-decoder.ts';
import type { TableMap } from './table-map.ts';

/** What every event carries. */
export type EventHeader = {
  /** Seconds since 1970 at the source. */
  readonly timestamp: number;
  readonly type: number;
  readonly serverId: number;
  /** Position behind this event in its file; 0 for events the server makes up. */
  readonly nextPosition: number;
  readonly flags: number;
};

export type BinlogEvent = EventHeader & BinlogEventBody;

export type BinlogEventBody =
  | { readonly kind: 'FormatDescription'; readonly serverVersion: string; readonly checksum: boolean }
  | { readonly kind: 'Rotate'; readonly file: string; readonly position: bigint }
  /** A transaction begins. `gtid`: `uuid:5`, `uuid:tag:5` or `0-1-5`; empty where the server has GTIDs off. */
  | {
      readonly kind: 'Gtid';
      readonly gtid: string;
      /** MariaDB: one statement (DDL) follows and ends the transaction by itself. */
      readonly standalone: boolean;
      readonly lastCommitted: bigint;
      readonly sequenceNumber: bigint;
      /** Microseconds since 1970 at the server that committed first; 0n where not told. */
      readonly committedAtUs: bigint;
    }
  /** GTIDs in all earlier files, as text. */
  | { readonly kind: 'PreviousGtids'; readonly set: string }
  | {
      readonly kind: 'Query';
      readonly database: string;
      readonly sql: Buffer;
      /** Collation ids of the client's session; undefined where not told. */
      readonly charset: { readonly client: number; readonly connection: number; readonly server: number } | undefined;
      readonly sqlMode: bigint | undefined;
      readonly errorCode: number;
    }
  | { readonly kind: 'Xid'; readonly xid: bigint }
  | { readonly kind: 'TableMap'; readonly table: TableMap }
  | {
      readonly kind: 'Rows';
      readonly change: 'insert' | 'update' | 'delete';
      readonly table: TableMap;
      /** The last rows event of its statement. */
      readonly statementEnd: boolean;
      /** The session had foreign_key_checks on. */
      readonly checksForeignKeys: boolean;
      readonly rows: readonly RowChange[];
    }
  /** The statement's text, where the source is set to tell it. */
  | { readonly kind: 'RowsQuery'; readonly sql: string }
  | { readonly kind: 'Heartbeat'; readonly file: string; readonly position: bigint }
  | { readonly kind: 'Other' };

/** One changed row; an image that the kind of change does not have is undefined. */
export type RowChange = { readonly before: Row | undefined; readonly after: Row | undefined };
