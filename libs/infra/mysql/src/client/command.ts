import type { VtError } from '@vt/base';

/** What to do after a packet: go on, or the command has had its whole answer. */
export type Progress = 'more' | 'done';

/**
 * A command in flight: gets the packets of its answer. `packet` gives one whole packet in `chunk` from its header at `at` to `end`;
 * `flush` says that the chunk has no further whole packet.
 */
export interface Command {
  packet(chunk: Buffer, at: number, end: number): Progress;
  flush(chunk: Buffer, at: number): void;
  /** The connection is lost; nothing follows. */
  fail(error: VtError): void;
}

/** What a command may ask of its connection. */
export interface CommandHost {
  /** Stops and resumes reading from the server's socket. */
  pause(): void;
  resume(): void;
  /** Every answer tells the server's state. */
  serverStatus(flags: number): void;
  /** Sends a packet that belongs to the command's own exchange. */
  reply(payload: Uint8Array, sequence: number): void;
}
