import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { VtError } from '@vt/base';
import { addMariadb, emptyMariadbGtidSet, type MariadbGtid, type MariadbGtidSet } from '@vt/mysql';

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const HEADER_BYTES = 19;
/** The header, and as much of a body as is looked at: a GTID, or a QUERY that ends a transaction, with its settings and its schema. */
const LOOK_BYTES = HEADER_BYTES + 1024;
const READ_BYTES = 1024 * 1024;

const QUERY = 2;
const XID = 16;
const XA_PREPARE = 38;
const GTID = 162;
const START_ENCRYPTION = 164;
/** What stands within a transaction that is one statement, before it: INTVAR, RAND, USER_VAR, TABLE_MAP, ANNOTATE_ROWS; and what the log says of itself. */
const BESIDE = new Set([5, 13, 14, 19, 160, 3, 4, 15, 27, 161, 163]);
/** Of a GTID: no event of its own ends the transaction, its statement does. */
const STANDALONE = 1;

type Event = { readonly type: number; readonly serverId: number; readonly body: Buffer };
type Known = {
  whole: MariadbGtidSet;
  begun: { readonly gtid: MariadbGtid; readonly isStandalone: boolean } | undefined;
};

/**
 * The transactions that MariaDB's relay logs hold whole: what a replica received that it has not thrown away yet. Read from the files, for where the server itself
 * does not tell; a torn end, and a transaction whose end is missing, were never acknowledged and do not count.
 */
export async function receivedInRelayLogs(indexFile: string, signal?: AbortSignal): Promise<MariadbGtidSet> {
  const known: Known = { whole: emptyMariadbGtidSet, begun: undefined };
  const names = (await readFile(indexFile, 'utf8')).split('\n').filter((line) => line !== '');
  for (const name of names) await readRelayLog(resolve(dirname(indexFile), name), known, signal);
  return known.whole;
}

async function readRelayLog(path: string, known: Known, signal: AbortSignal | undefined): Promise<void> {
  const file = await open(path, 'r');
  try {
    for await (const event of eventsOf(file, path, signal)) note(known, event, path);
  } finally {
    await file.close();
  }
}

async function* eventsOf(file: FileHandle, path: string, signal: AbortSignal | undefined): AsyncGenerator<Event> {
  const { size } = await file.stat();
  let buffer: Buffer = Buffer.alloc(0);
  let base = 0;
  const look = async (offset: number, bytes: number): Promise<Buffer> => {
    if (offset < base || offset + bytes > base + buffer.length) {
      signal?.throwIfAborted();
      const { buffer: read, bytesRead } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, offset);
      buffer = read.subarray(0, bytesRead);
      base = offset;
    }
    return buffer.subarray(offset - base, offset - base + bytes);
  };
  if (size > 0 && !(await look(0, MAGIC.length)).equals(MAGIC)) throw unreadable(path, 'it is no plain relay log');
  let offset = MAGIC.length;
  while (offset + HEADER_BYTES <= size) {
    const header = await look(offset, HEADER_BYTES);
    const bytes = header.length < HEADER_BYTES ? 0 : header.readUInt32LE(9);
    if (bytes < HEADER_BYTES || offset + bytes > size) return;
    const event = await look(offset, Math.min(bytes, LOOK_BYTES));
    yield { type: event[4] ?? 0, serverId: event.readUInt32LE(5), body: event.subarray(HEADER_BYTES) };
    offset += bytes;
  }
}

function note(known: Known, { type, serverId, body }: Event, path: string): void {
  if (type === START_ENCRYPTION) throw unreadable(path, 'it is encrypted');
  if (type === GTID) {
    const [sequence, domain] = [body.readBigUInt64LE(0), body.readUInt32LE(8)];
    const gtid = { kind: 'MariaDB', domain, server: serverId, sequence } as const;
    known.begun = { gtid, isStandalone: ((body[12] ?? 0) & STANDALONE) !== 0 };
    return;
  }
  if (known.begun === undefined || BESIDE.has(type)) return;
  if (!known.begun.isStandalone && !isEnd(type, body)) return;
  known.whole = addMariadb(known.whole, known.begun.gtid);
  known.begun = undefined;
}

function isEnd(type: number, body: Buffer): boolean {
  if (type === XID || type === XA_PREPARE) return true;
  if (type !== QUERY) return false;
  // thread (4), time (4), length of the schema's name (1), error (2), length of the settings (2), settings, schema, 0, statement, perhaps a checksum
  const from = 13 + (body[8] ?? 0) + body.readUInt16LE(11) + 1;
  return /^(COMMIT|ROLLBACK)([^]{4})?$/.test(body.toString('latin1', from));
}

function unreadable(path: string, why: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: `${path} cannot be read: ${why}` });
}
