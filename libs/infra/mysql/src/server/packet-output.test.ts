import { framePayload } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { PacketOutput } from './packet-output.ts';
import { Slab } from './slab.ts';

function flushed(output: PacketOutput): { bytes: Buffer; chunks: number } {
  let found = { bytes: Buffer.alloc(0), chunks: 0 };
  output.flush((chunks, bytes) => {
    found = { bytes: Buffer.concat(chunks), chunks: chunks.length };
    expect(found.bytes.length).toBe(bytes);
  });
  return found;
}

describe('PacketOutput', () => {
  it('keeps the packets of connections that share the slab apart', () => {
    const slab = new Slab();
    const [one, two] = [new PacketOutput(slab), new PacketOutput(slab)];
    one.packet(Buffer.from('a'));
    one.packet(Buffer.from('b'));
    two.packet(Buffer.from('c'));
    one.packet(Buffer.from('d'));
    const first = flushed(one);
    expect(first.bytes).toEqual(
      Buffer.concat(['a', 'b', 'd'].map((text, sequence) => framePayload(Buffer.from(text), sequence))),
    );
    expect(first.chunks).toBe(2);
    expect(flushed(two).bytes).toEqual(framePayload(Buffer.from('c')));
    expect(flushed(one).chunks).toBe(0);
  });

  it('splits payloads of 16 MiB and more', () => {
    for (const length of [0xfffffe, 0xffffff, 0x1000000]) {
      const output = new PacketOutput(new Slab());
      output.sequence = 3;
      const payload = Buffer.alloc(length, 7);
      output.packet(payload);
      expect(flushed(output).bytes.equals(framePayload(payload, 3))).toBe(true);
    }
  });

  it('renumbers forwarded packets and knows when a row goes on', () => {
    const output = new PacketOutput(new Slab());
    output.sequence = 254;
    output.forward(Buffer.concat([1, 2, 3].map((n) => framePayload(Buffer.alloc(n, n), 99))));
    expect(output.midPacket).toBe(false);
    output.forward(framePayload(Buffer.alloc(0xffffff)).subarray(0, 4 + 0xffffff));
    expect(output.midPacket).toBe(true);
    const { bytes } = flushed(output);
    expect([bytes[3], bytes[8], bytes[14], bytes[21]]).toEqual([254, 255, 0, 1]);
  });

  it('refuses packets that are cut', () => {
    const output = new PacketOutput(new Slab());
    expect(() => output.forward(framePayload(Buffer.from('abc')).subarray(0, 5))).toThrow(/end 2 bytes before/);
  });
});
