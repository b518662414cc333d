import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatGtidSet } from '@vt/mysql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receivedInRelayLogs } from './relay-logs.ts';

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const CHECKSUM: Buffer = Buffer.alloc(4, 7);

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vt-relay-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function event(type: number, body: Buffer, checksum: Buffer = CHECKSUM): Buffer {
  const header = Buffer.alloc(19);
  header[4] = type;
  header.writeUInt32LE(7, 5);
  header.writeUInt32LE(19 + body.length + checksum.length, 9);
  return Buffer.concat([header, body, checksum]);
}

function gtid(sequence: number, { domain = 0, isStandalone = false } = {}): Buffer {
  const body = Buffer.alloc(19);
  body.writeBigUInt64LE(BigInt(sequence));
  body.writeUInt32LE(domain, 8);
  body[12] = Number(isStandalone);
  return event(162, body);
}

function query(text: string, checksum?: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head[8] = 1;
  head.writeUInt16LE(3, 11);
  return event(2, Buffer.concat([head, Buffer.from(`abcd\0${text}`)]), checksum);
}

const tableMap = event(19, Buffer.alloc(30));
const rows = event(23, Buffer.alloc(3_000_000));
const xid = event(16, Buffer.alloc(8));
const format = event(15, Buffer.alloc(200));

async function received(...logs: readonly Buffer[][]): Promise<string> {
  logs.forEach((events, i) => {
    writeFileSync(join(dir, `r.${i}`), Buffer.concat([MAGIC, format, ...events]));
  });
  const index = join(dir, 'r.index');
  writeFileSync(index, logs.map((_, i) => `${i % 2 ? join(dir, `r.${i}`) : `./r.${i}`}\n`).join(''));
  return formatGtidSet(await receivedInRelayLogs(index));
}

test('a transaction counts when its end is there, in whichever log', async () => {
  expect(await received([gtid(1), tableMap, rows, xid, gtid(2), tableMap, rows], [rows, xid])).toBe('0-7-2');
  expect(await received([gtid(1), tableMap, rows, xid, gtid(2), tableMap, rows])).toBe('0-7-1');
});

test('an event that is torn does not count', async () => {
  expect(await received([gtid(1), rows, xid, gtid(2), rows, xid.subarray(0, -1)])).toBe('0-7-1');
  expect(await received([gtid(1), rows, xid, gtid(2).subarray(0, 10)])).toBe('0-7-1');
});

test('a statement that stands alone is its own end, COMMIT and ROLLBACK are the end of others', async () => {
  const intvar = event(5, Buffer.alloc(9));
  expect(await received([gtid(1, { isStandalone: true }), intvar])).toBe('');
  expect(await received([gtid(1, { isStandalone: true }), intvar, query('create table t (a int)')])).toBe('0-7-1');
  expect(await received([gtid(1), query('insert into t values (1)')])).toBe('');
  expect(await received([gtid(1), rows, query('COMMIT')])).toBe('0-7-1');
  expect(await received([gtid(1), rows, query('ROLLBACK', Buffer.alloc(0))])).toBe('0-7-1');
});

test('each domain counts for itself, and what a log says of others does not', async () => {
  const list = event(163, Buffer.alloc(20));
  expect(await received([list, gtid(5), rows, xid, gtid(3, { domain: 2 }), rows, xid, gtid(6), rows])).toBe(
    '0-7-5,2-7-3',
  );
});

test('a log that is encrypted cannot be read', async () => {
  await expect(received([event(164, Buffer.alloc(17))])).rejects.toMatchObject({ code: 'FAILED_PRECONDITION' });
});
