import type { WireWriter } from '../wire/writer.ts';

/*
 * vtqueryext.QueryStream, version 4. Each direction is a stream of bytes, cut into gRPC messages anywhere; what is sent in one turn of the event
 * loop goes out as one gRPC message. The bytes are messages:
 *
 *   message   kind(1) length(4, little-endian) body(length)
 *
 * In bodies: `n` is a varint, `s` a varint length and that many bytes of UTF-8, `b` the same of any bytes. Numbers of requests are chosen by
 * the gate and are unique among those under way. Numbers of definitions are slots of tables that the gate keeps: a definition replaces what
 * was in its slot; slot 0 is the empty one and is never defined.
 *
 * The bytes may move to a plain connection: TCP without HTTP/2, which costs both sides less. Where the tablet's HELLO has a token, the gate may
 * connect to the tablet's gRPC port and begin with it (servenv's shared-port.ts). The tablet says HELLO there too; with the first bytes that the gate
 * sends there, all messages of both directions go that way, and the gRPC call stays open and silent: when either of the two ends, the stream is over.
 * HTTP/2's keepalive knows nothing of that connection: the gate asks by PING when it waits and hears nothing.
 *
 * From the gate:
 *   HELLO      version:n windowBytes:n                                                first
 *   TARGET     slot:n keyspace:s shard:s tabletType:n
 *   CALLER     slot:n effective:b immediate:b        vtrpc.CallerID, query.VTGateCallerID
 *   SETTINGS   slot:n count:n statement:s*
 *   OPTIONS    slot:n options:b                      query.ExecuteOptions
 *   STATEMENT  slot:n sql:s
 *   REQUEST    see request-codec.ts
 *   CANCEL     request:n                             still answered, by END or ERROR
 *   CREDIT     request:n bytes:n                     so much more of ROWS may be sent
 *   PING                                             answered by PING; only on a plain connection
 *
 * From the tablet:
 *   HELLO      version:n token:b?                    first; the gate sends no request before it has come
 *   COLUMNS    request:n format:n count:n definition:b*
 *   ROWS       request:n packets                     the rest of the body
 *   END        request:n flags:n ok? state?          the answer to a statement; without MORE, of the request
 *   ERROR      request:n flags:n code:n errno:n sqlstate:s text:s state?
 *   SEND_TEXT  request:n                             its statement's slot is unknown: define it and ask again
 *   PING                                             the answer to a PING
 */
export const Kind = {
  HELLO: 1,
  TARGET: 2,
  CALLER: 3,
  SETTINGS: 4,
  OPTIONS: 5,
  STATEMENT: 6,
  REQUEST: 7,
  CANCEL: 8,
  CREDIT: 9,
  PING: 10,
  COLUMNS: 16,
  ROWS: 17,
  END: 18,
  ERROR: 19,
  SEND_TEXT: 20,
} as const;

/** 2: with requests of the method `describe`. 3: with plain connections. 4: with the methods of two-phase commit. Each side speaks the lower version of the two. */
export const QUERY_STREAM_VERSION = 4;
export const VERSION_OF_ATOMIC_COMMIT = 4;

export const HEADER_BYTES = 5;

/** One message: the longest statement or row of a server with the usual `max_allowed_packet` of 64 MiB, and what is said beside it. A longer one would end the stream. */
export const MESSAGE_BYTES_MAX = 65 * 1024 * 1024;

/** Starts a message; give the result to `endMessage`. */
export function beginMessage(writer: WireWriter, kind: number): number {
  writer.byte(kind);
  return writer.beginFixed();
}

/** `more`: bytes of the body that follow by another way. */
export function endMessage(writer: WireWriter, start: number, more = 0): void {
  writer.endFixed(start, more);
}

/** Cuts the stream of bytes into messages. A body is a view on what was pushed, except where a message came in pieces. */
export class MessageReader {
  readonly #onMessage: (kind: number, bytes: Buffer, start: number, end: number) => void;
  readonly #bytesMax: number;
  #pieces: Buffer[] = [];
  #have = 0;
  /** Bytes of the incomplete message, as far as known. */
  #want = HEADER_BYTES;
  /** Of `pushShared`: the message that has begun, and how much of it is there; only its header where its length is not known yet. */
  #begun: Buffer | undefined;
  #begunBytes = 0;

  constructor(bytesMax: number, onMessage: (kind: number, bytes: Buffer, start: number, end: number) => void) {
    this.#bytesMax = bytesMax;
    this.#onMessage = onMessage;
  }

  /** Throws RangeError for a message larger than `bytesMax`, and what `onMessage` throws; the stream is of no use then. */
  push(bytes: Buffer): void {
    if (this.#have > 0) {
      this.#pieces.push(bytes);
      this.#have += bytes.length;
      if (this.#have < this.#want) return;
      const whole = Buffer.concat(this.#pieces, this.#have);
      this.#pieces = [];
      this.#have = 0;
      this.#want = HEADER_BYTES;
      this.#read(whole);
    } else this.#read(bytes);
  }

  /** The same for bytes that are valid only during the call: each is copied once, also where a message comes in pieces. */
  pushShared(bytes: Buffer): void {
    let from = this.#fill(bytes);
    if (from === bytes.length) return;
    const whole = this.#wholeUntil(bytes, from);
    if (whole > from) this.#read(Buffer.from(bytes.subarray(from, whole)));
    from = whole;
    if (from < bytes.length) this.#begin(bytes.subarray(from));
  }

  /** Starts a message of which the end has not come. */
  #begin(part: Buffer): void {
    const isLengthKnown = part.length >= HEADER_BYTES;
    const bytes = isLengthKnown ? HEADER_BYTES + this.#bodyBytes(part, 0) : HEADER_BYTES;
    this.#begun = Buffer.allocUnsafe(bytes);
    this.#begunBytes = part.copy(this.#begun);
  }

  /** Goes on with the message that has begun; returns how many bytes it took. */
  #fill(bytes: Buffer): number {
    let from = 0;
    while (this.#begun !== undefined && from < bytes.length) {
      const copied = bytes.copy(this.#begun, this.#begunBytes, from);
      this.#begunBytes += copied;
      from += copied;
      if (this.#begunBytes < this.#begun.length) break;
      const begun = this.#begun;
      this.#begun = undefined;
      if (begun.length === HEADER_BYTES && this.#bodyBytes(begun, 0) > 0) this.#begin(begun);
      else this.#read(begun);
    }
    return from;
  }

  /** Where the last whole message ends. */
  #wholeUntil(bytes: Buffer, from: number): number {
    let at = from;
    while (bytes.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + this.#bodyBytes(bytes, at);
      if (end > bytes.length) break;
      at = end;
    }
    return at;
  }

  #bodyBytes(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32LE(at + 1);
    if (length > this.#bytesMax)
      throw new RangeError(`message of ${length} bytes, at most ${this.#bytesMax} are taken`);
    return length;
  }

  #read(bytes: Buffer): void {
    let at = 0;
    while (bytes.length - at >= HEADER_BYTES) {
      const length = this.#bodyBytes(bytes, at);
      const start = at + HEADER_BYTES;
      const end = start + length;
      if (end > bytes.length) {
        this.#want = HEADER_BYTES + length;
        break;
      }
      this.#onMessage(bytes[at] as number, bytes, start, end);
      at = end;
    }
    if (at === bytes.length) return;
    this.#pieces.push(at === 0 ? bytes : bytes.subarray(at));
    this.#have = bytes.length - at;
  }
}
