import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { VtError } from '@vt/base';
import { formatMysqlGtid, type MysqlGtidSet, mysqlSetOf, positionContains } from '@vt/mysql';
import type { InstanceLayout } from './layout.ts';

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const HEADER_BYTES = 19;
/** flags, sid, gno: what is read of a GTID event after its header. */
const GTID_BYTES = 25;
const GTID_EVENT = 33;
const TAGGED_GTID_EVENT = 42;
const ROTATE_EVENT = 4;

export type Rewound = { readonly file: string; readonly removed: readonly string[] };

/**
 * Takes transactions that nobody acknowledged off the end of a stopped MySQL server's last binary log; the server then rolls them back
 * when it recovers, because a prepared transaction that the binary log does not hold was never committed.
 *
 * `keep` is everything that the new primary has. Returns what was removed; nothing is removed, and nothing written, where all is kept.
 *
 * INVARIANT: only for a server that crashed while it waited for acknowledgements of a replica (AFTER_SYNC, without a timeout). Otherwise the transactions
 * may be committed in the storage engine, and removing them from the log would make data and log differ for ever.
 */
export function rewindBinaryLog(layout: InstanceLayout, keep: MysqlGtidSet): Rewound | undefined {
  const file = lastBinaryLog(layout);
  if (file === undefined) return undefined;
  const descriptor = openSync(file, 'r+');
  try {
    const transactions = readTransactions(descriptor, file);
    const first = transactions.findIndex(({ gtid }) => !positionContains(keep, gtid.set));
    if (first < 0) return { file, removed: [] };
    const tail = transactions.slice(first);
    const kept = tail.find(({ gtid }) => positionContains(keep, gtid.set));
    if (kept)
      throw cannot(file, `${kept.gtid.text} is to be kept and stands after ${tail[0]?.gtid.text}, which is not`);
    ftruncateSync(descriptor, tail[0]?.offset ?? 0);
    fsyncSync(descriptor);
    return { file, removed: tail.map(({ gtid }) => gtid.text) };
  } finally {
    closeSync(descriptor);
  }
}

function lastBinaryLog({ binLogDir, dataDir }: InstanceLayout): string | undefined {
  const index = indexFile(binLogDir);
  if (index === undefined) return undefined;
  const names = readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const last = names.at(-1);
  if (last === undefined) return undefined;
  const path = isAbsolute(last) ? last : join(dataDir, last);
  return existsSync(path) ? path : undefined;
}

function indexFile(dir: string): string | undefined {
  const uid = /vt_(\d{10})\//.exec(`${dir}/`)?.[1];
  const path = join(dir, `vt-${uid}-bin.index`);
  return existsSync(path) ? path : undefined;
}

type Transaction = { readonly offset: number; readonly gtid: { readonly text: string; readonly set: MysqlGtidSet } };

function readTransactions(descriptor: number, file: string): Transaction[] {
  const { size } = fstatSync(descriptor);
  if (!read(descriptor, 0, MAGIC.length).equals(MAGIC)) throw cannot(file, 'it is no plain binary log');
  const found: Transaction[] = [];
  let offset = MAGIC.length;
  while (offset + HEADER_BYTES <= size) {
    const header = read(descriptor, offset, HEADER_BYTES);
    const [type, bytes] = [header[4], header.readUInt32LE(9)];
    // A torn last event is the server's own to remove.
    if (bytes < HEADER_BYTES || offset + bytes > size) break;
    if (type === TAGGED_GTID_EVENT) throw cannot(file, 'it has tagged GTIDs');
    if (type === ROTATE_EVENT) throw cannot(file, 'it was closed by a rotation');
    if (type === GTID_EVENT)
      found.push({ offset, gtid: readGtid(read(descriptor, offset + HEADER_BYTES, GTID_BYTES)) });
    offset += bytes;
  }
  return found;
}

function readGtid(body: Buffer): Transaction['gtid'] {
  const hex = body.toString('hex', 1, 17);
  const source = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  const gtid = { kind: 'MySQL56', source, sequence: body.readBigInt64LE(17) } as const;
  return { text: formatMysqlGtid(gtid), set: mysqlSetOf(gtid) };
}

function read(descriptor: number, offset: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  const got = readSync(descriptor, buffer, 0, bytes, offset);
  return buffer.subarray(0, got);
}

function cannot(file: string, why: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: `${file} cannot be rewound: ${why}` });
}
