import type { VtError } from '@vt/base';
import {
  decodeErr,
  decodeOk,
  HEADER_BYTES,
  type OkInfo,
  PAYLOAD_BYTES_MAX,
  type ResultSink,
  type RowFormat,
  readLenenc,
  readUint16,
  readUint24,
  ServerStatus,
} from '@vt/sqltypes';
import type { Command, CommandHost } from './command.ts';
import { serverError } from './errors.ts';
import { plainColumn } from './plain-column.ts';

/*
 * The answer to COM_QUERY and COM_STMT_EXECUTE, once or (with MORE_RESULTS in the status) several times:
 *   OK | ERR | column count, column definitions, EOF, rows…, EOF or ERR
 */
type Phase = 'header' | 'columns' | 'columns-end' | 'rows';

const OK = 0x00;
const LOCAL_INFILE = 0xfb;
const EOF = 0xfe;
const ERR = 0xff;
/** An EOF packet is shorter than this with its header; a row that starts with 0xfe is longer. */
const EOF_BYTES_MAX = HEADER_BYTES + 9;

const noState = new Uint8Array(0);

/** Hands one statement's answer to a sink, rows as they came. */
export class ResultCommand implements Command {
  readonly sink: ResultSink;
  readonly #format: RowFormat;
  readonly #host: CommandHost;
  #phase: Phase = 'header';
  #columnsLeft = 0;
  /** The chunk in which the definitions begin, and where; undefined when they came in more than one. */
  #columnsIn: Buffer | undefined;
  #columnsFrom = 0;
  /** Definitions that were taken out one by one, because they came in pieces. */
  #columns: Uint8Array[] = [];
  /** Where the rows of the current chunk start that were not handed over yet; -1 when there are none. */
  #rowsFrom = -1;
  /** The last row packet is continued by the next one, whatever that starts with. */
  #rowContinues = false;
  #isPaused = false;

  constructor(sink: ResultSink, format: RowFormat, host: CommandHost) {
    this.sink = sink;
    this.#format = format;
    this.#host = host;
  }

  /** Whole rows up to the first packet that may be something else. */
  skip(chunk: Buffer, from: number, to: number): number {
    if (this.#phase !== 'rows' || this.#rowContinues) return from;
    let at = from;
    while (at + HEADER_BYTES < to) {
      const length = (chunk[at] as number) | ((chunk[at + 1] as number) << 8) | ((chunk[at + 2] as number) << 16);
      const first = chunk[at + HEADER_BYTES] as number;
      const end = at + HEADER_BYTES + length;
      if (end > to || first >= EOF || length === PAYLOAD_BYTES_MAX) break;
      at = end;
    }
    if (at > from && this.#rowsFrom < 0) this.#rowsFrom = from;
    return at;
  }

  packet(chunk: Buffer, at: number, end: number): void {
    switch (this.#phase) {
      case 'rows':
        return this.#row(chunk, at, end);
      case 'columns':
        return this.#column(chunk, at, end);
      case 'columns-end':
        if (chunk[at + HEADER_BYTES] === ERR) return this.#error(chunk, at, end);
        this.sink.columns(this.#takeColumns(chunk, at), this.#format);
        this.#phase = 'rows';
        return;
      case 'header':
        return this.#header(chunk, at, end);
    }
  }

  #column(chunk: Buffer, at: number, end: number): void {
    if (this.#columnsIn === undefined && this.#columns.length === 0) {
      this.#columnsIn = chunk;
      this.#columnsFrom = at;
    } else if (this.#columnsIn !== chunk) this.#columns.push(plainColumn(chunk.subarray(at + HEADER_BYTES, end)));
    if (--this.#columnsLeft === 0) this.#phase = 'columns-end';
  }

  #takeColumns(chunk: Buffer, at: number): readonly Uint8Array[] {
    const begun = this.#columnsIn;
    this.#columnsIn = undefined;
    if (begun === chunk) return this.#host.knownColumns.read(chunk, this.#columnsFrom, at);
    const columns = this.#columns;
    this.#columns = [];
    return columns;
  }

  #header(chunk: Buffer, at: number, end: number): void {
    switch (chunk[at + HEADER_BYTES]) {
      case OK:
      case EOF:
        return this.#end(decodeOk(chunk.subarray(at + HEADER_BYTES, end), true));
      case ERR:
        return this.#error(chunk, at, end);
      case LOCAL_INFILE:
        // Never negotiated; an empty file ends the request and the server goes on.
        this.#host.reply(noState, (chunk[at + 3] as number) + 1);
        return;
      default:
        this.#columnsLeft = readLenenc(chunk, at + HEADER_BYTES);
        this.#phase = 'columns';
        return;
    }
  }

  #row(chunk: Buffer, at: number, end: number): void {
    const first = chunk[at + HEADER_BYTES];
    if (!this.#rowContinues) {
      if (first === EOF && end - at < EOF_BYTES_MAX) return this.#endOfRows(chunk, at);
      // INVARIANT: 0xff starts no row: as a length it is not defined, and a binary row starts with 0.
      if (first === ERR) return this.#error(chunk, at, end);
    }
    this.#rowContinues = end - at - HEADER_BYTES === PAYLOAD_BYTES_MAX;
    if (this.#rowsFrom < 0) this.#rowsFrom = at;
  }

  #endOfRows(chunk: Buffer, at: number): void {
    this.flush(chunk, at);
    const warnings = readUint16(chunk, at + HEADER_BYTES + 1);
    const statusFlags = readUint16(chunk, at + HEADER_BYTES + 3);
    return this.#end({ affectedRows: 0n, insertId: 0n, statusFlags, warnings, info: '', sessionState: noState });
  }

  flush(chunk: Buffer, at: number): void {
    if (this.#columnsIn === chunk) this.#keepColumns(chunk, at);
    if (this.#rowsFrom < 0) return;
    const packets = chunk.subarray(this.#rowsFrom, at);
    this.#rowsFrom = -1;
    if (this.sink.rows(packets)) return;
    this.#isPaused = true;
    this.#host.pause();
    this.sink.onDrain = () => this.#resume();
  }

  /** The chunk is over and the definitions are not, or their end is still to come. */
  #keepColumns(chunk: Buffer, end: number): void {
    this.#columnsIn = undefined;
    for (let at = this.#columnsFrom; at < end; ) {
      const next = at + HEADER_BYTES + readUint24(chunk, at);
      this.#columns.push(plainColumn(chunk.subarray(at + HEADER_BYTES, next)));
      at = next;
    }
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.sink.onDrain = undefined;
    this.#host.resume();
  }

  /** INVARIANT: a connection never goes on to its next command paused: the sink of this one may drain late or never. */
  #finish(): void {
    this.#resume();
    this.#host.finished();
  }

  #end(ok: OkInfo): void {
    this.#host.serverStatus(ok.statusFlags);
    const more = (ok.statusFlags & ServerStatus.MORE_RESULTS) !== 0;
    this.#phase = 'header';
    if (!more) this.#finish();
    this.sink.end(ok, more);
  }

  #error(chunk: Buffer, at: number, end: number): void {
    this.flush(chunk, at);
    this.#finish();
    this.sink.error(serverError(decodeErr(chunk.subarray(at + HEADER_BYTES, end))));
  }

  fail(error: VtError): void {
    this.sink.error(error);
  }
}
