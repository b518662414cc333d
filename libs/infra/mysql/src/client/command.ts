import type { VtError } from '@vt/base';
import type { ResultSink } from '@vt/sqltypes';
import type { KnownColumns } from './known-columns.ts';

/**
 * A command in flight: gets the packets of its answer. `packet` gives one whole packet in `chunk` from its header at `at` to `end`;
 * `flush` says that the chunk has no further whole packet.
 */
export interface Command {
  /** Who gets the answer, where it is a result. */
  readonly sink?: ResultSink;
  /** Passes over packets that need no look of their own; returns where they end. */
  skip?(chunk: Buffer, at: number, to: number): number;
  packet(chunk: Buffer, at: number, end: number): void;
  flush(chunk: Buffer, at: number): void;
  /** The connection is lost; nothing follows. */
  fail(error: VtError): void;
}

/** What a command may ask of its connection. */
export interface CommandHost {
  /**
   * The command has its whole answer and the connection is free for the next. INVARIANT: called before the answer's end is passed on, so that who
   * gets it may give the connection away.
   */
  finished(): void;
  /** Stops and resumes reading from the server's socket. */
  pause(): void;
  resume(): void;
  /** Every answer tells the server's state. */
  serverStatus(flags: number): void;
  readonly knownColumns: KnownColumns;
  /** Sends a packet that belongs to the command's own exchange. */
  reply(payload: Uint8Array, sequence: number): void;
}
