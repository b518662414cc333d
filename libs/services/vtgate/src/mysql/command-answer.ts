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
import { resultCodec } from '../session/client-codec.ts';
import { isReadOnly } from '../session/read-only.ts';
import type { Session } from '../session/session.ts';
import { Transcoder } from './transcoder.ts';

/** Writes the session's state into the connection's status flags before anything that carries them is sent. */
export class CommandAnswer implements ResultSink {
  readonly #sink: CommandSink;
  readonly #conn: ClientConnection;
  readonly #session: Session;
  readonly #atEnd: () => void;
  readonly wholeFloats: boolean;
  #hasColumns = false;
  #transcoder: Transcoder | undefined;

  /** @param atEnd runs before the last packet is sent. */
  constructor(
    sink: CommandSink,
    conn: ClientConnection,
    session: Session,
    wholeFloats = false,
    atEnd: () => void = () => {},
  ) {
    this.wholeFloats = wholeFloats;
    this.#atEnd = atEnd;
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

  set moreFollows(more: boolean) {
    this.#sink.moreFollows = more;
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    setStatus(this.#conn, this.#session);
    this.#hasColumns = true;
    this.#transcoder = transcoderOf(this.#session);
    this.#sink.columns(this.#transcoder?.columns(definitions) ?? definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#sink.rows(this.#transcoder?.rows(packets) ?? packets);
  }

  end(ok: OkInfo, more: boolean): void {
    if (!more) this.#atEnd();
    setStatus(this.#conn, this.#session);
    // An EOF of old clients says nothing of changes: they wait for the next OK.
    const isEof = this.#hasColumns && (this.#conn.capabilities & Capability.DEPRECATE_EOF) === 0;
    this.#hasColumns = false;
    this.#sink.end(isEof ? ok : withChanges(ok, this.#conn, this.#session), more);
  }

  requestLocalInfile(fileName: string, receiver: LocalInfileReceiver): boolean {
    return this.#sink.requestLocalInfile(fileName, receiver);
  }

  error(error: VtError): void {
    this.#atEnd();
    setStatus(this.#conn, this.#session);
    this.#sink.error(error);
  }
}

/** What writes results in the character set that the client wants; undefined: they go as they are. */
export function transcoderOf({ resultCharset, resultCollation }: Session): Transcoder | undefined {
  const codec = resultCharset === '' ? undefined : resultCodec(resultCharset);
  return codec && new Transcoder(codec, resultCollation || codec.collation);
}

const QUESTION = 0x3f;

/** As a mysqld writes errors: a character that the client's set does not have stands there as its number. */
function errorEncoder({ resultCharset }: Session): ((text: string) => Uint8Array) | undefined {
  const codec = resultCharset === '' ? undefined : resultCodec(resultCharset);
  if (!codec) return undefined;
  const shown = (character: string): string => {
    const bytes = codec.encode(character);
    return bytes.length === 1 && bytes[0] === QUESTION ? `\\${hexOf(character)}` : character;
  };
  return (text) => codec.encode(text.replace(/[^\0-\x7f]/gu, shown));
}

const hexOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** The answer's last packet with what the session has to tell. */
export function withChanges(ok: OkInfo, conn: ClientConnection, session: Session): OkInfo {
  const { changes, readAfterWrite, tracker } = session;
  if (!changes.any && !readAfterWrite.tracksGtids && !tracker.changed) return ok;
  if ((conn.capabilities & Capability.SESSION_TRACK) === 0) return ok;
  const gtids = readAfterWrite.takeUntold();
  const all: SessionStateChange[] = [
    ...(changes.any ? changes.take(session) : []),
    ...(gtids === '' ? [] : [{ kind: 'gtids', set: gtids } as const]),
    ...(tracker.changed ? tracker.take(session.begin) : []),
  ];
  return all.length === 0 ? ok : { ...ok, sessionState: writeSessionState(all) };
}

export function setStatus(conn: ClientConnection, session: Session): void {
  const noBackslash = session.sqlMode.toUpperCase().includes('NO_BACKSLASH_ESCAPES');
  conn.resultCollation = session.resultCollation;
  conn.encodeError = errorEncoder(session);
  conn.endsAfterCommand = session.isReleased;
  conn.idleTimeoutMs = session.waitTimeoutMs;
  conn.writeTimeoutMs = writeTimeoutMs(session);
  conn.statusFlags =
    (session.inTransaction ? Status.IN_TRANS : 0) |
    (session.autocommit ? Status.AUTOCOMMIT : 0) |
    (noBackslash ? Status.NO_BACKSLASH_ESCAPES : 0) |
    (session.inTransaction && isReadOnly(session) ? Status.IN_TRANS_READONLY : 0);
}

/** Results of clients that take their time come from mysqlds that wait as long: the setting is theirs too. */
function writeTimeoutMs({ settings }: Session): number | undefined {
  const seconds = settings.size === 0 ? 0 : Number(settings.get('net_write_timeout'));
  return seconds > 0 ? seconds * 1000 : undefined;
}
