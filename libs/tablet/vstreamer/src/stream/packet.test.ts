import { expect, test } from 'vitest';
import type { VEvent } from './events.ts';
import { Packet } from './packet.ts';

/** Adds events, `ROW 40` with so many bytes, and gives the messages; `|` is the end of what is there. */
function messages(bytesMax: number, ...events: readonly string[]): string[] {
  const packet = new Packet(bytesMax);
  const found: VEvent[][] = [];
  for (const event of events) {
    const [type = '', bytes = '0'] = event.split(' ');
    found.push(...(type === '|' ? packet.whole() : packet.add({ type } as VEvent, Number(bytes))));
  }
  return found.map((message) => message.map(({ type }) => type).join(' '));
}

test('transactions that are there together share a message, and none waits for another that is not whole', () => {
  const one = ['BEGIN', 'ROW 10', 'COMMIT'];
  expect(messages(100, ...one, ...one, '|')).toEqual(['BEGIN ROW COMMIT BEGIN ROW COMMIT']);
  expect(messages(100, ...one, 'BEGIN', 'ROW 10', '|', 'COMMIT', '|')).toEqual([
    'BEGIN ROW COMMIT',
    'BEGIN ROW COMMIT',
  ]);
  expect(messages(100, 'BEGIN', 'ROW 10', '|')).toEqual([]);
});

test('a message that is full ends behind a transaction, and within one only where that alone is too large', () => {
  expect(messages(100, 'BEGIN', 'ROW 60', 'COMMIT', 'BEGIN', 'ROW 60', 'COMMIT', '|')).toEqual([
    'BEGIN ROW COMMIT',
    'BEGIN ROW COMMIT',
  ]);
  expect(messages(100, 'BEGIN', 'ROW 60', 'ROW 60', 'ROW 30', 'COMMIT', '|')).toEqual(['BEGIN ROW', 'ROW ROW COMMIT']);
});

test('small transactions do not gather without end', () => {
  const many = Array.from({ length: 2_000 }, () => 'OTHER');
  expect(messages(100, ...many).map((message) => message.split(' ').length)).toEqual([1_000, 1_000]);
});

test('a heartbeat stands alone, and cuts no transaction', () => {
  expect(messages(100, 'OTHER', 'BEGIN', 'HEARTBEAT', 'ROW 10', 'COMMIT', '|')).toEqual([
    'OTHER',
    'HEARTBEAT',
    'BEGIN ROW COMMIT',
  ]);
});
