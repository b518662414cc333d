import { framePayload } from '@vt/sqltypes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WholePackets } from './whole-packets.ts';

test('packets are the same wherever they were cut', () => {
  const packets = [0, 1, 5, 300, 70_000, 2].map((length, i) => framePayload(Buffer.alloc(length, i), i));
  const bytes = Buffer.concat(packets);
  const starts = packets.map((_, i) => packets.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  const inHeader = (at: number) => starts.some((start) => at > start && at < start + 4);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
      const at = [0, ...cuts.filter((cut) => !inHeader(cut)).toSorted((a, b) => a - b), bytes.length];
      const whole = new WholePackets();
      const out: Buffer[] = [];
      for (const [i, start] of at.slice(0, -1).entries()) {
        const ready = whole.push(Buffer.from(bytes.subarray(start, at[i + 1])));
        if (ready) out.push(ready);
        const sent = Buffer.concat(out).length;
        expect(sent === bytes.length || starts.includes(sent)).toBe(true);
      }
      expect(Buffer.concat(out).equals(bytes)).toBe(true);
    }),
  );
});
