import { describe, expect, it } from 'vitest';
import { Capability } from '../packets/capabilities.ts';
import { CompressedStream, compressionFor, receivingZstd } from './compression.ts';

/** What `zstd` makes of `plain`, with its checksum. */
const frame = Buffer.from(
  'KLUv/aTSxwEAZQUA0ggZF5ApbUCW4GhXeHh3/WFld++MqkIpMlOEq4ln9+7u7qqqqqqqZmZmZmYiIiIiIt7d3d3dmZmZmZn9////tm3bdlVVVVWtJp7dRQgY' +
    'Z1EOlUNiDBIMAGRKwlBQ0KHkIAcdRDHIEWyoMfj9fwPAMyrXEvh/BIF/+uv/BoC3wAbkDKm9y1B3f2973ffe9733be97/8QVkQ+lIS+UhDwoBfkGigoQIAzo' +
    'OgFaFT7pACs=',
  'base64',
);
const plain = Buffer.from(
  Array.from({ length: 3000 }, (_, i) => `insert into t values (${i % 97}, 'some text');`).join(''),
);

function packet(payload: Buffer, plainBytes: number): Buffer {
  const head = Buffer.alloc(7);
  head.writeUIntLE(payload.length, 0, 3);
  head.writeUIntLE(plainBytes, 4, 3);
  return Buffer.concat([head, payload]);
}

function decode(bytes: Buffer): Buffer {
  const out: Buffer[] = [];
  new CompressedStream(receivingZstd).decode(bytes, (piece) => out.push(piece));
  return Buffer.concat(out);
}

/** Ordinary packets with payloads of these lengths. */
function ordinary(...lengths: readonly number[]): Buffer {
  return Buffer.concat(
    lengths.map((length) => {
      const bytes = Buffer.alloc(4 + length, plain);
      bytes.writeUIntLE(length, 0, 3);
      return bytes;
    }),
  );
}

/** How many bytes are in each compressed packet. */
function pieces(sent: Buffer): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < sent.length; at += 7 + sent.readUIntLE(at, 3))
    lengths.push(sent.readUIntLE(at + 4, 3) || sent.readUIntLE(at, 3));
  return lengths;
}

describe('compressed packets', () => {
  // MySQL's Connector/Python takes what is in two of them for all of an ordinary one.
  it.each([Capability.COMPRESS, Capability.ZSTD_COMPRESSION])('end where ordinary ones do (capability %i)', (bit) => {
    const codec = compressionFor(bit);
    if (!codec) throw new Error('no codec');
    const lengths = [10, 100_000, 200_000, 700_000, 1, 5_000_000, 0xff_ff_ff, 0, 3];
    const packets = ordinary(...lengths);
    const sent = Buffer.concat(new CompressedStream(codec).encode([packets.subarray(0, 500), packets.subarray(500)]));
    expect(pieces(sent)).toEqual([100_018, 200_004, 700_004, 5, 5_000_004, 0xff_ff_ff, 4, 11]);
    const out: Buffer[] = [];
    new CompressedStream(codec).decode(sent, (piece) => out.push(piece));
    expect(Buffer.concat(out).equals(packets)).toBe(true);
  });
});

describe('zstd without an engine that packs', () => {
  it('unpacks what a client sends, and sends as it is', () => {
    expect(decode(packet(frame, plain.length)).equals(plain)).toBe(true);
    const packets = ordinary(plain.length - 4);
    const sent = Buffer.concat(new CompressedStream(receivingZstd).encode([packets]));
    expect(sent.readUIntLE(4, 3)).toBe(0);
    expect(decode(sent).equals(packets)).toBe(true);
  });

  it('a frame of another size than said is refused', () => {
    for (const size of [plain.length - 1, plain.length + 1, 1]) expect(() => decode(packet(frame, size))).toThrow();
  });

  it('damaged frames give an error or as many bytes as said', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`compression: VT_SEED=${seed}`);
    let state = seed;
    const below = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % limit;
    };
    for (let i = 0; i < 500; i++) {
      const damaged = Buffer.from(frame.subarray(0, below(10) === 0 ? below(frame.length) : frame.length));
      for (let n = 1 + below(4); n > 0 && damaged.length > 0; n--) damaged[below(damaged.length)] = below(256);
      try {
        expect(decode(packet(damaged, plain.length)).length).toBe(plain.length);
      } catch (error) {
        expect((error as { errno?: number }).errno).toBe(1157);
      }
    }
  });
});
