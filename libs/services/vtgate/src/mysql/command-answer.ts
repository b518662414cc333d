import type { VtError } from '@vt/base';
import {
  Capability,
  type ClientConnection,
  type CommandSink,
  type LocalInfileReceiver,
  type SessionStateChange,
  Status,
  writeSessionState,
} from '@vt/mysql';
import type { OkInfo, ResultSink, RowFormat } from '@vt/sqltypes';
import type { Session } from '../session/session.ts';

/** Writes the session's state into the connection's status flags before anything that carries them is sent. */
export class CommandAnswer implements ResultSink {
  readonly #sink: CommandSink;
  readonly #conn: ClientConnection;
  readonly #session: Session;
  #hasColumns = false;

  constructor(sink: CommandSink, conn: ClientConnection, session: Session) {
    this.#sink = sink;
    this.#conn = conn;
    this.#session = session;
  }

  get onDrain(): (() => void) | undefined {
    return this.#sink.onDrain;
  }

  set onDrain(drain: (() => void) | undefined) {
    this.#sink.onDrain = drain;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    setStatus(this.#conn, this.#session);
    this.#hasColumns = true;
    this.#sink.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#sink.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    setStatus(this.#conn, this.#session);
    const told = this.#hasColumns ? ok : withChanges(ok, this.#conn, this.#session);
    this.#hasColumns = false;
    this.#sink.end(told, more);
  }

  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean {
    return this.#sink.requestLocalInfile(fileName, receiver);
  }

  error(error: VtError): void {
    setStatus(this.#conn, this.#session);
    this.#sink.error(error);
  }
}

/** As MySQL, which tells of changes with answers that are no rows. */
export function withChanges(ok: OkInfo, conn: ClientConnection, session: Session): OkInfo {
  const { changes, readAfterWrite } = session;
  if (!changes.any && !readAfterWrite.tracksGtids) return ok;
  if ((conn.capabilities & Capability.SESSION_TRACK) === 0) return ok;
  const gtids = readAfterWrite.takeUntold();
  const all: SessionStateChange[] = [
    ...(changes.any ? changes.take(session) : []),
    ...(gtids === '' ? [] : [{ kind: 'gtids', set: gtids } as const]),
  ];
  return all.length === 0 ? ok : { ...ok, sessionState: writeSessionState(all) };
}

export function setStatus(conn: ClientConnection, session: Session): void {
  const noBackslash = session.sqlMode.toUpperCase().includes('NO_BACKSLASH_ESCAPES');
  conn.resultCollation = session.resultCollation;
  conn.statusFlags =
    (session.inTransaction ? Status.IN_TRANS : 0) |
    (session.autocommit ? Status.AUTOCOMMIT : 0) |
    (noBackslash ? Status.NO_BACKSLASH_ESCAPES : 0) |
    (session.inTransaction && session.begin.accessMode === 'READ_ONLY' ? Status.IN_TRANS_READONLY : 0);
}
