import { expect, test } from 'vitest';
import { decodeTextRow, encodeTextRows, framePayload, PacketQueue } from '../index.ts';

const LONGEST = 0xffffff;

test('payloads come back one at a time, whatever chunks they came in', () => {
  const queue = new PacketQueue();
  expect(queue.shift()).toBeUndefined();
  queue.push(Buffer.concat([framePayload(Buffer.from('one')), framePayload(Buffer.alloc(0))]));
  queue.push(Buffer.alloc(0));
  queue.push(framePayload(Buffer.from('three')));
  expect(queue.bytes).toBe(3 * 4 + 8);
  expect([queue.shift(), queue.shift()].map(String)).toEqual(['one', '']);
  expect(queue.bytes).toBe(9);
  expect(String(queue.shift())).toBe('three');
  expect(queue.shift()).toBeUndefined();
  expect(queue.bytes).toBe(0);
});

test('a payload of several packets is given when its last one is there', () => {
  const long = Buffer.alloc(LONGEST * 2, 'x');
  const framed = framePayload(long);
  const queue = new PacketQueue();
  queue.push(framed.subarray(0, LONGEST + 4));
  expect(queue.shift()).toBeUndefined();
  queue.push(framed.subarray(LONGEST + 4, 2 * LONGEST + 8));
  expect(queue.shift()).toBeUndefined();
  queue.push(framed.subarray(2 * LONGEST + 8));
  queue.push(framePayload(Buffer.from('next')));
  expect(queue.shift()?.equals(long)).toBe(true);
  expect(String(queue.shift())).toBe('next');
  queue.push(framePayload(Buffer.from('dropped')));
  queue.clear();
  expect(queue.shift()).toBeUndefined();
  expect(queue.bytes).toBe(0);
});

test('rows are packets, also those that are longer than one', () => {
  const rows = [
    [Buffer.from('a'), null],
    [Buffer.alloc(LONGEST + 9, 'y'), Buffer.from('b')],
    [null, null],
  ];
  for (const some of [rows, [rows[0], rows[2]], []] as (typeof rows)[]) {
    const queue = new PacketQueue();
    queue.push(encodeTextRows(some));
    for (const row of some) {
      const found = decodeTextRow(queue.shift() as Buffer, 0, 2);
      expect(found.map((value, i) => value === row[i] || row[i]?.equals(value as Buffer))).toEqual([true, true]);
    }
    expect(queue.shift()).toBeUndefined();
  }
});
