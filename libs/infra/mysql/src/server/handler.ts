import type { VtError } from '@vt/base';
import type { BindVariable, ResultSink, RowFormat } from '@vt/sqltypes';
import type { ClientConnection } from './client-connection.ts';

/** A name and value that the client sent with one statement (CLIENT_QUERY_ATTRIBUTES). */
export type QueryAttribute = { readonly name: string; readonly bind: BindVariable };

/**
 * Where one command's answer goes. It is a ResultSink with what only a MySQL front can offer; made for one command and
 * deaf after its last `end` or `error`, and after the client went away, so that a late source does no harm.
 *
 * Status flags: of `OkInfo.statusFlags` only the bits that speak of the statement are sent (no index used, slow, metadata
 * changed …). The bits that speak of the session (in transaction, autocommit, no backslash escapes) come from
 * `ClientConnection.statusFlags`, so that what a pooled mysqld connection says of itself can be forwarded unread.
 *
 * Rows of the other form than `format` are converted by their column definitions.
 */
export interface CommandSink extends ResultSink {
  /** What the client wants; a source that can choose spares a conversion. */
  readonly format: 'text' | 'binary';
  /** Empty in most commands. */
  readonly attributes: readonly QueryAttribute[];
  /**
   * `columns` for a source that keeps the packets: column count and definitions, one after the other; the block may be used again.
   * False: not in this form, nothing was sent; `columns` must be called.
   */
  columnsBlock(block: Buffer, definitions: readonly Uint8Array[], format: RowFormat): boolean;
  /** Called once when the command should stop: the client is gone, or `ClientConnection.killQuery`. Cheap; set it or use `signal`. */
  onCancel: ((reason: VtError) => void) | undefined;
  /**
   * Set before `columns`: this result is not the command's last. Old clients are told with the columns' EOF, not only with the rows':
   * one that passes over rows (libmariadb) knows by nothing else that there is more to read.
   */
  moreFollows?: boolean;
  /** Aborted as `onCancel` is called; made when first read. */
  readonly signal: AbortSignal;
  /**
   * Asks the client for a file (LOAD DATA LOCAL INFILE). Only before anything else of this result; false: the client (or the
   * server's options) does not allow it, nothing was sent. After `receiver.end` the command goes on to `end` or `error`.
   */
  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean;
}

/** What COM_BINLOG_DUMP_GTID asks for. `gtidSet` is empty, or MySQL's text of a set. */
export type BinlogDumpRequest = {
  readonly flags: number;
  readonly file: string;
  readonly position: bigint;
  readonly gtidSet: string;
};

/**
 * Takes the file's bytes in order, and then hears exactly one of `end` and `gone`. A command that is to stop (`onCancel`) while its client lives
 * answers only after `end`: until then the client sends the file and reads nothing.
 */
export interface LocalInfileReceiver {
  /**
   * `chunk` is valid only during the call. Returns false to stop reading from the client until `resume` is called; what has been
   * read already (64 KiB at most) still comes.
   */
  data(chunk: Buffer, resume: () => void): boolean;
  end(): void;
  /** The client went away before the file's end. */
  gone(): void;
}

/** What the client is told of a prepared statement. Definitions are payloads of Protocol::ColumnDefinition41. */
export type PreparedDescription = {
  readonly paramCount: number;
  /** Absent: generic definitions are made. */
  readonly params?: readonly Uint8Array[];
  /** Empty: the statement returns no rows, or its columns are not known before it runs. */
  readonly columns: readonly Uint8Array[];
  readonly warnings: number;
};

/** The answer to a prepare: exactly one call of one of these, now or later. */
export interface PrepareReply<P> {
  ok(statement: P, description: PreparedDescription): void;
  error(error: VtError): void;
}

/**
 * What serves the clients' commands: the port of the MySQL front, implemented by its consumer. `S` is a session, `P` a
 * prepared statement; both are the consumer's own and are only carried here.
 *
 * Contract: at most one command runs on a connection at a time. Each method that gets a sink finishes it exactly once, in the
 * call or later. A method that throws is answered with that error (a VtError as it is, anything else as 1105). `sql` is a view
 * of the shared read buffer: valid during the call only, copy what must outlive it.
 */
export interface ServerHandler<S, P = unknown> {
  /** After successful authentication. Throwing refuses the connection with that error. */
  newSession(conn: ClientConnection): S;
  /**
   * Once for each session, whatever ended it (quit, loss, kill, COM_CHANGE_USER); prepared statements are gone with it. A command that
   * was running has been cancelled, and has finished its sink, which was deaf. Behind COM_CHANGE_USER the next login waits for the promise, which is never rejected.
   */
  closeSession(conn: ClientConnection, session: S): void | Promise<void>;
  /** COM_QUERY. With multi-statements (see `conn.multiStatements`) splitting is the handler's. */
  query(conn: ClientConnection, session: S, sql: Buffer, sink: CommandSink): void;
  prepare(conn: ClientConnection, session: S, sql: Buffer, reply: PrepareReply<P>): void;
  /** COM_STMT_EXECUTE: one bind for each parameter, in order. The binds own their bytes. */
  execute(conn: ClientConnection, session: S, statement: P, params: readonly BindVariable[], sink: CommandSink): void;
  /** COM_STMT_CLOSE, and for each left over at reset. Not called at `closeSession`. */
  closeStatement(conn: ClientConnection, session: S, statement: P): void;
  /** COM_INIT_DB, and the database named in the handshake (then an error ends the connection). */
  initDb(conn: ClientConnection, session: S, name: string, sink: CommandSink): void;
  /** COM_RESET_CONNECTION: as a new session of the same user. Statements were closed before. */
  resetConnection(conn: ClientConnection, session: S, sink: CommandSink): void;
  /** COM_STATISTICS: one line. */
  statistics(conn: ClientConnection, session: S): string;
  /** COM_PROCESS_KILL: the connection with this id; see `MysqlServer.connection`. */
  kill(conn: ClientConnection, session: S, connectionId: number, sink: CommandSink): void;
  /** COM_BINLOG_DUMP and COM_BINLOG_DUMP_GTID; without it the commands are unknown. Packets of events go into `rows` of the sink, whole ones. */
  binlogDump?(conn: ClientConnection, session: S, request: BinlogDumpRequest, sink: CommandSink): void;
}
