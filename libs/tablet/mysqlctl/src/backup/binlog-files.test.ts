import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatPosition, parsePosition } from '@vt/mysql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BinlogFile, logsSince, readBinlog } from './binlog-files.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-binlog-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SECONDS = 1_700_000_000;
const MARIADB_GTID = 162;
const MARIADB_GTID_LIST = 163;

/** header: time (4), type (1), server (4), length (4), end (4), flags (2); and a checksum of 4 bytes behind the body. */
function event(type: number, server: number, body: Buffer, time = SECONDS): Buffer {
  const header = Buffer.alloc(19);
  header.writeUInt32LE(time, 0);
  header[4] = type;
  header.writeUInt32LE(server, 5);
  header.writeUInt32LE(header.length + body.length + 4, 9);
  return Buffer.concat([header, body, Buffer.alloc(4)]);
}

type Gtid = readonly [domain: number, server: number, sequence: bigint];

function listEvent(gtids: readonly Gtid[]): Buffer {
  const body = Buffer.alloc(4 + gtids.length * 16);
  // One of the upper bits is a flag.
  body.writeUInt32LE(gtids.length + 0x10000000, 0);
  for (const [i, [domain, server, sequence]] of gtids.entries()) {
    body.writeUInt32LE(domain, 4 + i * 16);
    body.writeUInt32LE(server, 8 + i * 16);
    body.writeBigUInt64LE(sequence, 12 + i * 16);
  }
  return event(MARIADB_GTID_LIST, 1, body);
}

function gtidEvent([domain, server, sequence]: Gtid, time: number): Buffer {
  const body = Buffer.alloc(19);
  body.writeBigUInt64LE(sequence, 0);
  body.writeUInt32LE(domain, 8);
  return event(MARIADB_GTID, server, body, time);
}

function log(name: string, list: readonly Gtid[], gtids: readonly Gtid[]): BinlogFile {
  const path = join(dir, name);
  const events = gtids.map((gtid, i) => gtidEvent(gtid, SECONDS + i));
  writeFileSync(path, Buffer.concat([Buffer.from([0xfe, 0x62, 0x69, 0x6e]), listEvent(list), ...events]));
  return readBinlog(path);
}

test('a log of MariaDB tells what is before it, what it begins with, and when', () => {
  const read = log(
    'a',
    [
      [0, 1, 3n],
      [0, 2, 4n],
      [7, 1, 2n],
    ],
    [
      [0, 2, 5n],
      [0, 2, 6n],
      [7, 1, 3n],
    ],
  );
  expect(formatPosition(read.previous)).toBe('MariaDB/0-2-4,7-1-2');
  expect(formatPosition(read.starts)).toBe('MariaDB/0-2-5,7-1-3');
  expect([read.firstTime, read.lastTime]).toEqual([SECONDS, SECONDS + 2]);
});

test('logs after a position are those with what it has not; where something before them is missing they are refused', () => {
  const all = [
    log('1', [], [[0, 1, 1n]]),
    log('2', [[0, 1, 1n]], [[0, 1, 2n]]),
    log('3', [[0, 1, 2n]], [[0, 1, 3n]]),
    log('4', [[0, 1, 3n]], []),
  ];
  const since = (position: string, files = all) =>
    logsSince(files, parsePosition(position), undefined).map(({ name }) => name);
  expect(since('')).toEqual(['1', '2', '3']);
  expect(since('MariaDB/0-1-1')).toEqual(['2', '3']);
  expect(since('MariaDB/0-1-3')).toEqual([]);
  expect(() => since('MariaDB/0-1-1', all.slice(2))).toThrow('what came next was purged');
  // A server that was restored, and whose first log says nothing of what it was restored with.
  const restored = [log('5', [], [[0, 1, 10n]]), log('6', [[0, 1, 10n]], [])];
  expect(since('MariaDB/0-1-9', restored)).toEqual(['5']);
  expect(() => since('MariaDB/0-1-8', restored)).toThrow('what came next was purged');
  expect(() => since('', restored)).toThrow('what came next was purged');
  const domains = [
    log('7', [[0, 1, 5n]], [[3, 1, 2n]]),
    log(
      '8',
      [
        [0, 1, 5n],
        [3, 1, 2n],
      ],
      [[3, 1, 3n]],
    ),
    log(
      '9',
      [
        [0, 1, 5n],
        [3, 1, 3n],
      ],
      [],
    ),
  ];
  expect(() => since('MariaDB/0-1-5', domains)).toThrow('what came next was purged');
  expect(since('MariaDB/0-1-5,3-1-1', domains)).toEqual(['7', '8']);
});
