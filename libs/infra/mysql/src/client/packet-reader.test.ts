import { framePayload, HEADER_BYTES, joined, withHeadroom } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { PacketReader } from './packet-reader.ts';

/** A small generator of numbers in [0, 1), the same every day. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const seed = Number(process.env['VT_SEED'] ?? 7);
const SHARED_BYTES = 64 * 1024;

/** Payloads of lengths that meet every way: within a read, over reads, over slabs, longer than a slab. */
function payloads(count: number, random: () => number): Buffer[] {
  return Array.from({ length: count }, (_, i) => {
    const kind = random();
    const longest = kind < 0.9 ? 300 : kind < 0.99 ? 20_000 : 300_000;
    return Buffer.alloc(1 + Math.floor(random() * longest), i);
  });
}

/** Keeps copies of what it gets, and checks later that the views still say the same: nothing was written over. */
class Gathered {
  readonly reader: PacketReader;
  readonly packets: Buffer[] = [];
  readonly views: Buffer[] = [];
  pauseNext = false;
  #from = -1;

  constructor() {
    this.reader = new PacketReader({
      skip: (_chunk, at) => at,
      packet: (chunk, at, end) => {
        if (this.#from < 0) this.#from = at;
        this.packets.push(Buffer.from(chunk.subarray(at + HEADER_BYTES, end)));
      },
      flush: (chunk, at) => {
        if (this.#from >= 0) this.views.push(chunk.subarray(this.#from, at));
        this.#from = -1;
        if (this.pauseNext) this.reader.pause();
        this.pauseNext = false;
      },
    });
  }
}

describe('packets', () => {
  test('come whole and in order from reads of any length, of several connections at once, with pauses', () => {
    console.info(`seed ${seed} (VT_SEED)`);
    const random = numbers(seed);
    const shared = Buffer.alloc(SHARED_BYTES);
    const streams = [0, 1, 2].map(() => {
      const wanted = payloads(3_000, random);
      return { wanted, bytes: Buffer.concat(wanted.map((p) => framePayload(p))), at: 0, got: new Gathered() };
    });
    for (let left = streams.length; left > 0; ) {
      const stream = streams[Math.floor(random() * streams.length)] as (typeof streams)[0];
      if (stream.at === stream.bytes.length) continue;
      const longest = random() < 0.3 ? 5_000 : SHARED_BYTES;
      const length = Math.min(1 + Math.floor(random() * longest), stream.bytes.length - stream.at);
      stream.bytes.copy(shared, 0, stream.at, stream.at + length);
      stream.at += length;
      stream.got.pauseNext = random() < 0.1;
      stream.got.reader.push(shared.subarray(0, length), true);
      if (random() < 0.7) while (!stream.got.reader.resume());
      shared.fill(0xee);
      if (stream.at === stream.bytes.length) left -= 1;
    }
    for (const { wanted, bytes, got } of streams) {
      while (!got.reader.resume());
      expect(got.packets.length).toBe(wanted.length);
      expect(got.packets.every((packet, i) => packet.equals(wanted[i] as Buffer))).toBe(true);
      expect(Buffer.concat(got.views).equals(bytes)).toBe(true);
    }
  });

  test('of one long result are neighbours that join without a copy, the first with room before it', () => {
    const got = new Gathered();
    const packet = framePayload(Buffer.alloc(996, 1));
    const read = Buffer.concat(Array.from({ length: 16 }, () => packet));
    // The slab that others began is filled first.
    for (let i = 0; i < 40; i++) got.reader.push(read, true);
    const first = got.views.findIndex((view) => withHeadroom(view, 10)?.length === view.length + 10);
    expect(first).toBeGreaterThan(-1);
    const [a, b, c] = got.views.slice(first) as [Buffer, Buffer, Buffer];
    const both = joined(a, b) as Buffer;
    expect(joined(both, c)?.length).toBe(a.length + b.length + c.length);
    expect(both.equals(Buffer.concat([a, b]))).toBe(true);
    expect(withHeadroom(both, 10)).toBeUndefined();
    expect(joined(a, c)).toBeUndefined();
    expect(withHeadroom(b, 10)).toBeUndefined();
  });
});
