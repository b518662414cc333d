import type { Socket } from 'node:net';
import { toVtError, type VtError } from '@vt/base';
import {
  type BindValue,
  collectResult,
  decodeErr,
  framePayload,
  HEADER_BYTES,
  PAYLOAD_BYTES_MAX,
  type Result,
  type ResultSink,
  ServerStatus,
  writePacketHeader,
} from '@vt/sqltypes';
import { DumpCommand, type DumpSink } from '../binlog/dump-command.ts';
import { SocketWriter } from '../socket-writer.ts';
import { AtEnd } from './at-end.ts';
import type { Command, CommandHost } from './command.ts';
import { type Dialled, dial } from './dial.ts';
import { goneError, lostError, serverError } from './errors.ts';
import { isMariadbVersion } from './flavor.ts';
import { KeptStatements } from './kept-statements.ts';
import { KnownColumns } from './known-columns.ts';
import type { ConnectOptions } from './options.ts';
import { PacketReader } from './packet-reader.ts';
import { PrepareCommand, type PreparedStatement } from './prepare-command.ts';
import { ResultCommand } from './result-command.ts';
import { EXECUTE_ROOM_BYTES, encodeExecute, parameterKind } from './statement-execute.ts';

const COM_QUIT = 0x01;
const COM_QUERY = 0x03;
const COM_PING = 0x0e;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_CLOSE = 0x19;
const COM_RESET_CONNECTION = 0x1f;
const ERR = 0xff;
/** Of a packet's header and the command. */
export const QUERY_ROOM_BYTES = HEADER_BYTES + 1;
/** A server allows 16,382 prepared statements by default, for all its connections together. */
const KEPT_STATEMENTS_MAX = 100;

/**
 * One connection to a mysqld. Commands are answered in the order they were given; a command may be given before the one
 * before it was answered. Results go to sinks as the server wrote them (see ResultSink).
 *
 * A broken connection fails every command in flight with errno 2013 (it may have run), and every later one with 2006 (it did not).
 */
export class MysqlConnection {
  readonly threadId: number;
  readonly serverVersion: string;
  readonly isMariadb: boolean;
  /** Called once when the connection can no longer be used, whoever ended it. */
  onClose: ((reason: VtError | undefined) => void) | undefined;
  readonly #socket: Socket;
  readonly #writer: SocketWriter;
  readonly #options: ConnectOptions;
  readonly #commands: Command[] = [];
  readonly #host: CommandHost;
  readonly #kept = new KeptStatements(KEPT_STATEMENTS_MAX);
  #statusFlags: number = ServerStatus.AUTOCOMMIT;
  #closed = false;
  #closeReason: VtError | undefined;

  private constructor(dialled: Dialled, options: ConnectOptions) {
    this.#socket = dialled.socket;
    this.#writer = new SocketWriter(dialled.socket);
    this.#options = options;
    this.threadId = dialled.threadId;
    this.serverVersion = dialled.serverVersion;
    this.isMariadb = isMariadbVersion(dialled.serverVersion);
    const reader = new PacketReader({
      skip: (chunk, at, to) => this.#commands[0]?.skip?.(chunk, at, to) ?? at,
      packet: (chunk, at, end) => this.#packet(chunk, at, end),
      flush: (chunk, at) => this.#commands[0]?.flush(chunk, at),
    });
    this.#host = {
      finished: () => void this.#commands.shift(),
      pause: () => {
        reader.pause();
        this.#socket.pause();
      },
      resume: () => {
        if (reader.resume()) this.#socket.resume();
      },
      knownColumns: new KnownColumns(),
      serverStatus: (flags) => {
        this.#statusFlags = flags;
      },
      reply: (payload, sequence) => this.#writer.write(framePayload(payload, sequence)),
    };
    this.#socket.on('error', (error) => this.#break(error));
    this.#socket.on('end', () => this.#break(undefined));
    this.#socket.on('close', () => this.#break(undefined));
    dialled.read((bytes, shared) => reader.push(bytes, shared));
  }

  /** Connects, authenticates and runs the options' statements. */
  static async connect(options: ConnectOptions, signal?: AbortSignal): Promise<MysqlConnection> {
    const connection = new MysqlConnection(await dial(options, signal), options);
    try {
      await connection.#runInitSql();
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async #runInitSql(): Promise<void> {
    for (const sql of this.#options.initSql ?? []) await this.execute(sql);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Nothing is in flight. */
  get isIdle(): boolean {
    return this.#commands.length === 0;
  }

  /** Commands that are not answered yet. */
  get inFlight(): number {
    return this.#commands.length;
  }

  /** Whether what the server says next is the answer for this sink. */
  isNext(sink: ResultSink): boolean {
    return this.#commands[0]?.sink === sink;
  }

  /** SERVER_STATUS_* of the last answer. */
  get statusFlags(): number {
    return this.#statusFlags;
  }

  get isInTransaction(): boolean {
    return (this.#statusFlags & ServerStatus.IN_TRANS) !== 0;
  }

  /** Whether string literals must be written without backslash escapes. */
  get noBackslashEscapes(): boolean {
    return (this.#statusFlags & ServerStatus.NO_BACKSLASH_ESCAPES) !== 0;
  }

  /** Runs a statement; its answer goes to the sink. */
  query(sql: string | Uint8Array, sink: ResultSink): void {
    if (this.#closed) return sink.error(goneError(this.#closeReason));
    this.#commands.push(new ResultCommand(sink, 'text', this.#host));
    if (typeof sql === 'string') this.#sendText(COM_QUERY, sql);
    else this.#sendBytes(COM_QUERY, sql);
  }

  /** The same for a text of bytes that begins after QUERY_ROOM_BYTES of room: it is sent without being copied again, and is not the caller's any more. */
  queryWithRoom(bytes: Buffer, sink: ResultSink): void {
    const length = bytes.length - HEADER_BYTES;
    if (this.#closed || length >= PAYLOAD_BYTES_MAX) return this.query(bytes.subarray(QUERY_ROOM_BYTES), sink);
    this.#commands.push(new ResultCommand(sink, 'text', this.#host));
    writePacketHeader(bytes, 0, length, 0);
    bytes[HEADER_BYTES] = COM_QUERY;
    this.#writer.write(bytes);
  }

  /** What is sent while `work` runs goes out in one write. */
  together(work: () => void): void {
    this.#writer.together(work);
  }

  /** Runs a statement of our own and decodes its (first) answer. Rows are bounded by `rowsMax`, default 10,000. */
  execute(sql: string | Uint8Array, rowsMax = 10_000): Promise<Result> {
    const sink = collectResult({ rowsMax });
    this.query(sql, sink);
    return sink.result;
  }

  prepare(sql: string | Uint8Array): Promise<PreparedStatement> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(goneError(this.#closeReason));
      this.#commands.push(new PrepareCommand(this.#host, resolve, reject));
      if (typeof sql === 'string') this.#sendText(COM_STMT_PREPARE, sql);
      else this.#sendBytes(COM_STMT_PREPARE, sql);
    });
  }

  /**
   * Runs a prepared statement; rows come in binary form. Throws RangeError, sending nothing, for a value that is none of its type.
   * @param typedMoments sends dates and times as what they are, instead of as texts.
   */
  executePrepared(
    statement: PreparedStatement,
    params: readonly BindValue[],
    sink: ResultSink,
    typedMoments = false,
  ): void {
    if (this.#closed) return sink.error(goneError(this.#closeReason));
    const bytes = encodeExecute(statement.id, params, typedMoments);
    const length = bytes.length - EXECUTE_ROOM_BYTES;
    this.#commands.push(new ResultCommand(sink, 'binary', this.#host));
    if (length >= PAYLOAD_BYTES_MAX) {
      this.#writer.write(framePayload(bytes.subarray(EXECUTE_ROOM_BYTES)));
      return;
    }
    writePacketHeader(bytes, 0, length, 0);
    this.#writer.write(bytes);
  }

  /**
   * Runs a statement with question marks as one that this connection keeps prepared: the first time it is prepared, and again when it was
   * the least recently used of too many. Rows come in binary form. What the server cannot prepare fails with its error.
   * @param isWanted asked once it is prepared: nothing is run for who has gone meanwhile, and the connection with it perhaps.
   */
  queryPrepared(sql: string, params: readonly BindValue[], sink: ResultSink, isWanted = () => true): void {
    const kinds = params.map(({ type }) => parameterKind(type));
    const known = this.#kept.get(sql, kinds);
    if (known) return this.#executeKept(known, params, sink);
    this.prepare(sql).then(
      (statement) => {
        for (const out of this.#kept.add(sql, kinds, statement)) this.closeStatement(out);
        if (isWanted()) this.#executeKept(statement, params, sink);
      },
      (error: VtError) => sink.error(error),
    );
  }

  /** Runs a text as a prepared statement that is forgotten at once: for its rows in binary form. */
  queryBinary(sql: string | Uint8Array, sink: ResultSink): void {
    this.prepare(sql).then(
      (statement) => this.#executeKept(statement, [], new AtEnd(sink, () => this.closeStatement(statement))),
      (error: VtError) => sink.error(error),
    );
  }

  #executeKept(statement: PreparedStatement, params: readonly BindValue[], sink: ResultSink): void {
    try {
      this.executePrepared(statement, params, sink);
    } catch (error) {
      sink.error(toVtError(error));
    }
  }

  /** Asks for the binary log; nothing else may be asked of this connection after that. @param request the command's payload. */
  dump(request: Buffer, sink: DumpSink): DumpCommand {
    const command = new DumpCommand(sink, this.#host);
    if (this.#closed) sink.end(goneError(this.#closeReason));
    else {
      this.#commands.push(command);
      this.#writer.write(framePayload(request));
    }
    return command;
  }

  /** Forgets a prepared statement; the server does not answer this. */
  closeStatement(statement: PreparedStatement): void {
    if (this.#closed) return;
    const payload = Buffer.alloc(5);
    payload[0] = COM_STMT_CLOSE;
    payload.writeUInt32LE(statement.id, 1);
    this.#writer.write(framePayload(payload));
  }

  async ping(): Promise<void> {
    await this.#simple(COM_PING);
  }

  /** Brings the session to the state of a fresh connection: rolls back, drops temporary tables, locks, variables, prepared statements. */
  async reset(): Promise<void> {
    this.#kept.clear();
    await this.#simple(COM_RESET_CONNECTION);
    const collation = this.#options.collation ?? 'utf8mb4_general_ci';
    await this.execute(`set names utf8mb4 collate ${collation}`);
    await this.#runInitSql();
  }

  #simple(command: number): Promise<Result> {
    const sink = collectResult();
    if (this.#closed) sink.error(goneError(this.#closeReason));
    else {
      this.#commands.push(new ResultCommand(sink, 'text', this.#host));
      this.#writer.write(framePayload(Buffer.from([command])));
    }
    return sink.result;
  }

  /** Says goodbye and closes. What is in flight fails. */
  close(): void {
    if (this.#closed) return;
    this.#writer.write(framePayload(Buffer.from([COM_QUIT])));
    this.#socket.end();
    this.#break(undefined);
  }

  /** Closes at once; the server notices by itself. */
  destroy(reason?: VtError): void {
    this.#break(reason);
  }

  #packet(chunk: Buffer, at: number, end: number): void {
    const command = this.#commands[0];
    if (!command) return this.#unasked(chunk, at, end);
    command.packet(chunk, at, end);
  }

  /** A server that says something unasked says why it is about to close. */
  #unasked(chunk: Buffer, at: number, end: number): void {
    const payload = chunk.subarray(at + HEADER_BYTES, end);
    this.#break(payload[0] === ERR ? serverError(decodeErr(payload)) : undefined);
  }

  #break(cause: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeReason = cause ? lostError(cause) : undefined;
    this.#socket.on('error', () => {});
    if (!this.#socket.writableEnded) this.#socket.destroy();
    for (const command of this.#commands.splice(0)) command.fail(lostError(cause));
    this.onClose?.(this.#closeReason);
  }

  #sendText(command: number, text: string): void {
    const length = Buffer.byteLength(text) + 1;
    if (length >= PAYLOAD_BYTES_MAX) return this.#sendBytes(command, Buffer.from(text));
    const out = Buffer.allocUnsafe(HEADER_BYTES + length);
    writePacketHeader(out, 0, length, 0);
    out[HEADER_BYTES] = command;
    out.write(text, HEADER_BYTES + 1, 'utf8');
    this.#writer.write(out);
  }

  #sendBytes(command: number, bytes: Uint8Array): void {
    const length = bytes.length + 1;
    if (length >= PAYLOAD_BYTES_MAX) {
      this.#writer.write(framePayload(Buffer.concat([Buffer.from([command]), bytes])));
      return;
    }
    const out = Buffer.allocUnsafe(HEADER_BYTES + length);
    writePacketHeader(out, 0, length, 0);
    out[HEADER_BYTES] = command;
    out.set(bytes, HEADER_BYTES + 1);
    this.#writer.write(out);
  }
}
