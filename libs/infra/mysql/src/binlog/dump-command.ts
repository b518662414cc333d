import type { VtError } from '@vt/base';
import { decodeErr, HEADER_BYTES, PAYLOAD_BYTES_MAX } from '@vt/sqltypes';
import type { Command, CommandHost } from '../client/command.ts';
import { serverError } from '../client/errors.ts';

const EOF = 0xfe;
const ERR = 0xff;

export interface DumpSink {
  /** One event, its own copy. False: the server's socket is not read any more until `resume` of the command. */
  event(bytes: Buffer): boolean;
  /** The server has no more (it was asked not to wait), or the connection or the server failed. */
  end(error: VtError | undefined): void;
}

/*
  The answer to COM_BINLOG_DUMP(_GTID): { 0 · event }*, then EOF or ERR. An event of 16 MiB and more is spread over packets; only the first of
  them has the 0 in front.
*/
export class DumpCommand implements Command {
  readonly #sink: DumpSink;
  readonly #host: CommandHost;
  #parts: Buffer[] = [];

  constructor(sink: DumpSink, host: CommandHost) {
    this.#sink = sink;
    this.#host = host;
  }

  packet(chunk: Buffer, at: number, end: number): void {
    const payload = chunk.subarray(at + HEADER_BYTES, end);
    if (this.#parts.length === 0) {
      if (payload[0] === ERR) return this.#end(serverError(decodeErr(payload)));
      if (payload[0] === EOF && payload.length < 9) return this.#end(undefined);
    }
    this.#parts.push(this.#parts.length === 0 ? payload.subarray(1) : payload);
    if (payload.length === PAYLOAD_BYTES_MAX) return;
    const event = this.#parts.length === 1 ? Buffer.from(this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#parts = [];
    if (!this.#sink.event(event)) this.#host.pause();
  }

  flush(): void {}

  resume(): void {
    this.#host.resume();
  }

  fail(error: VtError): void {
    this.#sink.end(error);
  }

  #end(error: VtError | undefined): void {
    this.#host.finished();
    this.#sink.end(error);
  }
}
