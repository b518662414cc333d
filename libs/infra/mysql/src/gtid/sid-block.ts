import { badGtid } from './gtid-error.ts';
import type { Interval } from './intervals.ts';
import { fromRuns, type MysqlGtidSet, sorted } from './mysql-gtid-set.ts';

/*
  The binary form of a GTID set, in COM_BINLOG_DUMP_GTID and in Previous_gtids events (little-endian):
  set => n_sids uint64 · { sid 16 bytes · n_intervals uint64 · { start uint64 · end uint64, exclusive }* }*
*/

const UUID_BYTES = 16;
const WORD_BYTES = 8;

/**
 * With tags (MySQL 8.3): n_sids is in the 6 bytes in the middle, the bytes around it are 1, and behind each uuid stands its tag, a length (doubled:
 * MySQL's serialization format) and the text.
 */
export function encodeSidBlock(set: MysqlGtidSet): Buffer {
  const sources = sorted(set);
  const tagged = sources.some(([source]) => source.includes(':'));
  const count = BigInt(sources.length);
  const parts = sources.flatMap(([source, runs]) => [
    encodeSource(source, tagged),
    words(BigInt(runs.length), ...runs.flatMap(({ start, end }) => [start, end + 1n])),
  ]);
  return Buffer.concat([words(tagged ? TAGGED | (count << 8n) : count), ...parts]);
}

const TAGGED = 1n | (1n << 56n);

function encodeSource(source: string, tagged: boolean): Buffer {
  const [uuid = '', tag = ''] = source.split(':');
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  return tagged ? Buffer.concat([bytes, Buffer.of(tag.length * 2), Buffer.from(tag)]) : bytes;
}

function words(...numbers: bigint[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * WORD_BYTES);
  numbers.forEach((number, i) => bytes.writeBigUInt64LE(number, i * WORD_BYTES));
  return bytes;
}

export function decodeSidBlock(block: Uint8Array): MysqlGtidSet {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw badGtid('SID block', `${bytes.length} bytes`);
    at += length;
    return at - length;
  };
  const word = () => bytes.readBigUInt64LE(take(WORD_BYTES));
  const runs = new Map<string, Interval[]>();
  for (let sids = word(); sids > 0n; sids--) {
    const uuid = formatUuid(bytes.subarray(take(UUID_BYTES), at));
    const list: Interval[] = [];
    for (let intervals = word(); intervals > 0n; intervals--) list.push({ start: word(), end: word() - 1n });
    runs.set(uuid, list);
  }
  return fromRuns(runs);
}

/** 16 bytes as 8-4-4-4-12 lower-case hex digits. */
export function formatUuid(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
