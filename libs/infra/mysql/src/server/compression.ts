import * as zlib from 'node:zlib';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { HEADER_BYTES as PACKET_HEADER_BYTES } from '@vt/sqltypes';
import { decompress } from 'fzstd';
import { Capability } from '../packets/capabilities.ts';
import { serverErrors } from './errors.ts';

/*
  Compressed packet =>
    compressed_length int<3> · sequence int<1> · plain_length int<3> (0: not compressed) · payload
  The payload is a piece of the stream of ordinary packets, cut anywhere. Ours are cut as mysqld's are, at borders of packets or where a piece can be
  no longer: MySQL's Connector/Python takes what is in two pieces for a whole packet.
*/
const HEADER_BYTES = 7;
/** Shorter pieces are sent as they are: MySQL's MIN_COMPRESS_LENGTH. */
const COMPRESS_BYTES_MIN = 50;
/** Packets are compressed together up to here. */
const PIECE_BYTES = 256 * 1024;
/** The longest that the header can tell. */
const PIECE_BYTES_MAX = 0xff_ff_ff;
/** Longer pieces are sent as they are: bounds how long the event loop is held. */
const COMPRESS_BYTES_MAX = 4 * 1024 * 1024;

export type Codec = {
  compress(bytes: Buffer): Buffer;
  /** Throws if the result is not `plainBytes` long. */
  decompress(bytes: Buffer, plainBytes: number): Buffer;
};

const deflate: Codec = {
  compress: (bytes) => deflateSync(bytes, { level: constants.Z_BEST_SPEED }),
  decompress: (bytes, plainBytes) => inflateSync(bytes, { maxOutputLength: plainBytes }),
};

/** Node's own zstd, from 22.15 on; not in the types of older versions. */
type ZstdModule = {
  readonly zstdCompressSync?: (bytes: Buffer, options: object) => Buffer;
  readonly zstdDecompressSync?: (bytes: Buffer, options: object) => Buffer;
};
const { zstdCompressSync, zstdDecompressSync } = zlib as unknown as ZstdModule;

/** For nodes without: what comes is unpacked, what goes out is as it is, which the protocol allows of every packet. */
export const receivingZstd: Codec = {
  compress: (bytes) => bytes,
  decompress: unpackZstd,
};

const zstd: Codec =
  zstdCompressSync && zstdDecompressSync
    ? {
        compress: (bytes) => zstdCompressSync(bytes, {}),
        decompress: (bytes, plainBytes) => zstdDecompressSync(bytes, { maxOutputLength: plainBytes }),
      }
    : receivingZstd;

/** The CLIENT_* bits of the algorithms at hand. */
export const compressionCapabilities: number = Capability.COMPRESS | Capability.ZSTD_COMPRESSION;

/** What the capabilities in force ask for; zlib wins where both are, as in MySQL. */
export function compressionFor(capabilities: number): Codec | undefined {
  if (capabilities & Capability.COMPRESS) return deflate;
  return capabilities & Capability.ZSTD_COMPRESSION ? zstd : undefined;
}

/*
  Frame => magic int<4> · flags int<1> (6,7: size's length; 5: no window; 0,1: dictionary id's length) · [window int<1>] · [dictionary id] ·
    [content size] · blocks
*/
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
/** A content size of two bytes counts from here. */
const SHORT_SIZE_FROM = 256;

/** One frame that says how much is in it, as those of MySQL's clients do. INVARIANT: nothing bigger than `plainBytes` is allocated. */
function unpackZstd(bytes: Buffer, plainBytes: number): Buffer {
  if (contentSize(bytes) !== plainBytes) throw serverErrors.badCompression();
  const plain = Buffer.alloc(plainBytes);
  decompress(bytes, plain);
  return plain;
}

function contentSize(frame: Buffer): number | undefined {
  const flags = frame.readUInt8(4);
  const hasWindow = (flags & 0x20) === 0;
  const sizeBytes = CONTENT_SIZE_BYTES[(flags >> 6) as 0 | 1 | 2 | 3] || (hasWindow ? 0 : 1);
  const at = 5 + (hasWindow ? 1 : 0) + ([0, 1, 2, 4][flags & 3] as number);
  if (sizeBytes === 0) return undefined;
  if (sizeBytes === 8) return Number(frame.readBigUInt64LE(at));
  return frame.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? SHORT_SIZE_FROM : 0);
}

/** Where as many packets end as go together; of one that is long, its own end. */
function pieceEnd(bytes: Buffer, start: number): number {
  const packetEnd = (at: number) => at + PACKET_HEADER_BYTES + bytes.readUIntLE(at, 3);
  let end = packetEnd(start);
  while (end < bytes.length && packetEnd(end) - start <= PIECE_BYTES) end = packetEnd(end);
  return end;
}

/** Both directions of a compressed connection. */
export class CompressedStream {
  readonly #codec: Codec;
  #sequence = 0;
  /** Beginning of a packet that is not whole yet, in the pieces it came in, and how long it has to become at least. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #needBytes = 0;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** The chunks' bytes, which are whole packets, as compressed ones. */
  encode(chunks: readonly Buffer[]): Buffer[] {
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = pieceEnd(bytes, at);
      for (; at < end; at = Math.min(at + PIECE_BYTES_MAX, end)) {
        this.#encodePiece(bytes.subarray(at, Math.min(at + PIECE_BYTES_MAX, end)), out);
      }
    }
    return out;
  }

  #encodePiece(piece: Buffer, out: Buffer[]): void {
    const isCompressible = piece.length >= COMPRESS_BYTES_MIN && piece.length <= COMPRESS_BYTES_MAX;
    const small = isCompressible ? this.#codec.compress(piece) : piece;
    const compressed = small.length < piece.length;
    const payload = compressed ? small : piece;
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUIntLE(payload.length, 0, 3);
    header[3] = this.#sequence++ & 0xff;
    header.writeUIntLE(compressed ? piece.length : 0, 4, 3);
    out.push(header, payload);
  }

  /** Hands on the plain bytes of whole compressed packets. Throws a VtError when they are not what they should be. */
  decode(bytes: Buffer, plain: (bytes: Buffer) => void): void {
    const all = this.#join(bytes);
    if (all.length === 0) return;
    let at = 0;
    this.#needBytes = HEADER_BYTES;
    while (all.length - at >= HEADER_BYTES) {
      const length = HEADER_BYTES + all.readUIntLE(at, 3);
      if (length > all.length - at) {
        this.#needBytes = length;
        break;
      }
      this.#sequence = (all[at + 3] as number) + 1;
      const plainBytes = all.readUIntLE(at + 4, 3);
      const payload = all.subarray(at + HEADER_BYTES, at + length);
      plain(plainBytes === 0 ? payload : this.#decodePiece(payload, plainBytes));
      at += length;
    }
    if (at < all.length) this.#hold(all.subarray(at));
  }

  #hold(bytes: Buffer): void {
    this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
  }

  /** Everything held and `bytes`; nothing while that is known to be too little. */
  #join(bytes: Buffer): Buffer {
    if (this.#heldBytes === 0) return bytes;
    this.#hold(bytes);
    if (this.#heldBytes < this.#needBytes) return Buffer.alloc(0);
    const all = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return all;
  }

  #decodePiece(payload: Buffer, plainBytes: number): Buffer {
    try {
      const bytes = this.#codec.decompress(payload, plainBytes);
      if (bytes.length === plainBytes) return bytes;
    } catch {
      // Answered below: what zlib says of hostile bytes helps nobody.
    }
    throw serverErrors.badCompression();
  }
}
