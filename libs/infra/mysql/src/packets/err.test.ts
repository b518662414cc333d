import { isUtf8 } from 'node:buffer';
import { expect, test } from 'vitest';
import { readErr, writeErr } from './err.ts';

test('a long message ends with a whole character', () => {
  const head = 9;
  for (const begin of ['', 'a', 'ab', 'abc']) {
    const message = begin + '\u{1f600}'.repeat(5_000);
    const packet = writeErr({ errno: 1064, state: '42000', message }, true);
    expect(isUtf8(packet.subarray(head))).toBe(true);
    expect(message.startsWith(readErr(packet).message)).toBe(true);
    expect(packet.length).toBeGreaterThan(8_000);
  }
});
