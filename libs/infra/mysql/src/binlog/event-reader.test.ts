import { expect, test, vi } from 'vitest';
import { EventReader } from './event-reader.ts';
import { EventType } from './event-type.ts';

const HEADER_BYTES = 19;

function event(type: number, body: Buffer = Buffer.alloc(0), flags = 0): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header[4] = type;
  header.writeUInt32LE(HEADER_BYTES + body.length, 9);
  header.writeUInt16LE(flags, 17);
  return Buffer.concat([header, body]);
}

const kinds = (bytes: Buffer): string[] => [...new EventReader().read(bytes)].map(({ kind }) => kind);

test('an event that is not known is no event to pass over, but where it says so itself', () => {
  const unknown = 199;
  expect(() => kinds(event(unknown))).toThrow('an event of type 199');
  expect(kinds(event(unknown, Buffer.alloc(8), 0x80))).toEqual(['Other']);
  for (const type of [EventType.STOP, EventType.USER_VAR, EventType.XA_PREPARE, EventType.BINLOG_CHECKPOINT])
    expect(kinds(event(type))).toEqual(['Other']);
});

test('changes that the log has not got, or only as a statement, are not passed over', () => {
  expect(() => kinds(event(EventType.INCIDENT, Buffer.of(1, 0, 0)))).toThrow(/incident/);
  expect(() => kinds(event(EventType.EXECUTE_LOAD_QUERY))).toThrow('an event of type 18');
});

/** A frame of zstd whose blocks are as they are. */
function zstdFrame(bytes: Buffer): Buffer {
  const blockBytesMax = 128 * 1024;
  const parts: Buffer[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x38)];
  for (let at = 0; at < bytes.length; at += blockBytesMax) {
    const block = bytes.subarray(at, at + blockBytesMax);
    const isLast = at + blockBytesMax >= bytes.length;
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(head, block);
  }
  return Buffer.concat(parts);
}

test('a long event of a compressed transaction is put together once', () => {
  const bytes = 8 * 1024 * 1024;
  const events = [event(EventType.STOP), event(EventType.USER_VAR, Buffer.alloc(bytes, 'abc')), event(EventType.STOP)];
  const fields = Buffer.of(2, 1, 0, 0);
  const payload = event(EventType.TRANSACTION_PAYLOAD, Buffer.concat([fields, zstdFrame(Buffer.concat(events))]));
  const concat = vi.spyOn(Buffer, 'concat');
  expect(kinds(payload)).toEqual(['Other', 'Other', 'Other']);
  const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  concat.mockRestore();
  expect(copied).toBeLessThan(3 * bytes);
});
