import { toVtError, type VtError } from '@vt/base';
import { type OkInfo, PAYLOAD_BYTES_MAX, type RowFormat, walkPackets } from '@vt/sqltypes';
import { DelegatingSink } from './delegating-sink.ts';
import type { Reply } from './reply.ts';
import { RowConverter } from './row-converter.ts';

/** The rows of a read-only cursor that the client has not fetched yet. */
export class Cursor {
  #chunks: Buffer[];

  constructor(chunks: Buffer[]) {
    this.#chunks = chunks;
  }

  /** Up to `count` rows as packets; `last`: there were fewer. */
  fetch(count: number): { readonly packets: Buffer[]; readonly last: boolean } {
    const packets: Buffer[] = [];
    let left = count;
    while (left > 0) {
      const chunk = this.#chunks[0];
      if (!chunk) return { packets, last: true };
      const { end, rows } = takeRows(chunk, left);
      packets.push(chunk.subarray(0, end));
      left -= rows;
      if (end === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(end);
    }
    return { packets, last: false };
  }
}

/** Where the first `count` rows of the packets end. A row that goes on in the next chunk is not counted here but there. */
function takeRows(chunk: Buffer, count: number): { end: number; rows: number } {
  let rows = 0;
  let end = 0;
  walkPackets(chunk, (start, stop) => {
    if (rows === count) return;
    end = stop;
    if (stop - start < PAYLOAD_BYTES_MAX) rows++;
  });
  return { end, rows };
}

/**
 * Keeps a result for COM_STMT_FETCH instead of sending it. What has no rows, has several results or more bytes than allowed is sent
 * at once, as MySQL does where it opens no cursor.
 */
export class CursorSink extends DelegatingSink {
  readonly #bytesMax: number;
  readonly #open: (definitions: readonly Uint8Array[], cursor: Cursor, ok: OkInfo) => void;
  #definitions: readonly Uint8Array[] | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #direct = false;
  #converter: RowConverter | undefined;

  constructor(
    reply: Reply,
    bytesMax: number,
    open: (definitions: readonly Uint8Array[], cursor: Cursor, ok: OkInfo) => void,
  ) {
    super(reply);
    this.#bytesMax = bytesMax;
    this.#open = open;
  }

  override columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#converter = format === this.format ? undefined : new RowConverter(definitions, this.format);
    if (this.#direct) this.reply.columns(definitions, this.format);
    else this.#definitions = definitions;
  }

  override rows(packets: Buffer): boolean {
    const kept = this.#convert(packets);
    if (!kept) return true;
    if (this.#direct) return this.reply.convertedRows([kept]);
    this.#chunks.push(kept);
    this.#bytes += kept.length;
    return this.#bytes <= this.#bytesMax || this.#goDirect();
  }

  #convert(packets: Buffer): Buffer | undefined {
    if (!this.#converter) return packets;
    try {
      return this.#converter.convert(packets);
    } catch (thrown) {
      this.error(toVtError(thrown));
      return undefined;
    }
  }

  #goDirect(): boolean {
    this.#direct = true;
    if (!this.#definitions) return true;
    this.reply.columns(this.#definitions, this.format);
    const isFree = this.reply.convertedRows(this.#chunks);
    this.#chunks = [];
    return isFree;
  }

  override end(ok: OkInfo, more: boolean): void {
    if (!this.#direct && this.#definitions && !more) {
      return this.#open(this.#definitions, new Cursor(this.#chunks), ok);
    }
    if (!this.#direct) this.#goDirect();
    this.reply.end(ok, more);
  }

  /** A statement that failed as it ran, or was killed, tells its columns first, as mysqld does: by that JDBC's driver knows a timeout of its own. */
  override error(error: VtError): void {
    if (!this.#direct && this.#definitions) this.reply.columns(this.#definitions, this.format);
    this.#direct = true;
    this.reply.error(error);
  }
}
