import type { VtError } from '@vt/base';
import type { Field, Row } from './field.ts';

/** The two forms of one thing on MySQL's wire: COM_QUERY answers in text rows, COM_STMT_EXECUTE in binary ones. */
export type RowFormat = 'text' | 'binary';

/** A row of SHOW WARNINGS. */
export type Diagnostic = {
  readonly level: 'Note' | 'Warning' | 'Error';
  readonly code: number;
  readonly message: string;
  /** SQLSTATE, of an error as a client was told it; absent: that of the code. */
  readonly state?: string;
};

/** What ends a statement or result set that went well: the contents of an OK packet. */
export type OkInfo = {
  readonly affectedRows: bigint;
  readonly insertId: bigint;
  /** The insert id was written in the statement and not generated: LAST_INSERT_ID() stays. Known only where a gate places the rows. */
  readonly isGivenId?: boolean;
  /** MySQL's SERVER_STATUS_* bits as the mysqld gave them. */
  readonly statusFlags: number;
  readonly warnings: number;
  readonly info: string;
  /** The bytes of session-state changes as MySQL sends them (without their total length); empty when there are none. */
  readonly sessionState: Uint8Array;
  /** The first of the `warnings`, where the asker wanted to read them. Never sent to a client. */
  readonly diagnostics?: readonly Diagnostic[];
};

/**
 * Where a result goes while it arrives: `columns? (rows)* end`, repeated while `end` says that more results follow, or `error`
 * at any point. Nothing is called after the last `end` or after `error`. Rows travel as MySQL wrote them and are not
 * decoded on the way (see DATA-PATH).
 */
export interface ResultSink {
  /** Starts a result set. `definitions`: payloads of Protocol::ColumnDefinition41, in order. Not called for a statement without rows. */
  columns(definitions: readonly Uint8Array[], format: RowFormat): void;
  /**
   * Whole MySQL packets, one after the other, each with its 4-byte header (the sequence ids in them mean nothing). A row of 16 MiB and more
   * is several packets and may be split between calls at packet borders. The buffer belongs to the sink.
   * Returns false when the sender should stop until `onDrain`.
   */
  rows(packets: Buffer): boolean;
  /** Ends the result set or the statement. `more`: another result follows. */
  end(ok: OkInfo, more: boolean): void;
  error(error: VtError): void;
  /** The source sets this; the sink calls it once when it can take rows again after `rows` said false. */
  onDrain: (() => void) | undefined;
}

/** A whole decoded result, for callers that need values. */
export type Result = {
  readonly fields: readonly Field[];
  readonly rows: readonly Row[];
  readonly affectedRows: bigint;
  readonly insertId: bigint;
  readonly statusFlags: number;
  readonly warnings: number;
  readonly info: string;
  readonly sessionState: Uint8Array;
};

export const emptyOk: OkInfo = {
  affectedRows: 0n,
  insertId: 0n,
  statusFlags: 2,
  warnings: 0,
  info: '',
  sessionState: new Uint8Array(0),
};
