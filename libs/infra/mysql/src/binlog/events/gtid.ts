import { formatUuid } from '../../gtid/index.ts';
import { binlogError } from '../binlog-error.ts';
import type { ByteCursor } from '../byte-cursor.ts';
import type { BinlogEventBody } from '../event.ts';

type GtidBody = Extract<BinlogEventBody, { kind: 'Gtid' }>;

const LOGICAL_CLOCK = 2;
const HAS_ORIGINAL = 1n << 55n;

/*
  flags 1 · uuid 16 · number 8 · clock type 1 · last_committed 8 · sequence_number 8
  · immediate_commit_timestamp 7, its highest bit: the original one follows · original_commit_timestamp 7 · …
*/
export function readGtid(cursor: ByteCursor, anonymous: boolean): GtidBody {
  cursor.skip(1);
  const uuid = formatUuid(cursor.take(16));
  const gtid = anonymous ? '' : `${uuid}:${cursor.u64()}`;
  if (anonymous) cursor.skip(8);
  if (cursor.left < 17 || cursor.u8() !== LOGICAL_CLOCK) return body(gtid, 0n, 0n, 0n);
  const lastCommitted = cursor.u64();
  const sequenceNumber = cursor.u64();
  if (cursor.left < 7) return body(gtid, lastCommitted, sequenceNumber, 0n);
  const immediate = sevenBytes(cursor);
  const original = (immediate & HAS_ORIGINAL) !== 0n && cursor.left >= 7 ? sevenBytes(cursor) : immediate;
  return body(gtid, lastCommitted, sequenceNumber, original & ~HAS_ORIGINAL);
}

function sevenBytes(cursor: ByteCursor): bigint {
  return BigInt(cursor.u32()) | (BigInt(cursor.u24()) << 32n);
}

function body(gtid: string, lastCommitted: bigint, sequenceNumber: bigint, committedAtUs: bigint): GtidBody {
  return { kind: 'Gtid', gtid, standalone: false, lastCommitted, sequenceNumber, committedAtUs };
}

const TaggedField = {
  UUID: 1,
  NUMBER: 2,
  TAG: 3,
  LAST_COMMITTED: 4,
  SEQUENCE_NUMBER: 5,
  IMMEDIATE_TIMESTAMP: 6,
  ORIGINAL_TIMESTAMP: 7,
} as const;
const SIGNED: ReadonlySet<number> = new Set([
  TaggedField.NUMBER,
  TaggedField.LAST_COMMITTED,
  TaggedField.SEQUENCE_NUMBER,
]);

/*
  MySQL's serialization format: version · size · last field that may not be ignored · { field · value }*, numbers of variable length.
  uuid: 16 numbers. tag: length, text. Everything else: one number; the transaction's and those of the logical clock have a sign.
*/
export function readTaggedGtid(cursor: ByteCursor): GtidBody {
  variable(cursor);
  variable(cursor);
  variable(cursor);
  let [uuid, tag] = ['', ''];
  const numbers = new Map<number, bigint>();
  while (cursor.left > 0) {
    const field = Number(variable(cursor));
    if (field === TaggedField.UUID)
      uuid = formatUuid(Buffer.from(Array.from({ length: 16 }, () => Number(variable(cursor)))));
    else if (field === TaggedField.TAG) tag = cursor.text(Number(variable(cursor)));
    else numbers.set(field, SIGNED.has(field) ? signed(variable(cursor)) : variable(cursor));
  }
  const number = (field: number): bigint => numbers.get(field) ?? 0n;
  const gtid = `${uuid}:${tag === '' ? '' : `${tag}:`}${number(TaggedField.NUMBER)}`;
  const committed = numbers.get(TaggedField.ORIGINAL_TIMESTAMP) ?? number(TaggedField.IMMEDIATE_TIMESTAMP);
  return body(gtid, number(TaggedField.LAST_COMMITTED), number(TaggedField.SEQUENCE_NUMBER), committed);
}

/** As many ones as the first byte ends in, so many bytes follow it; the value is in what is above them. */
function variable(cursor: ByteCursor): bigint {
  const first = cursor.u8();
  let more = 0;
  while (more < 8 && (first & (1 << more)) !== 0) more++;
  let value = BigInt(more >= 7 ? 0 : first >> (more + 1));
  const bits = more >= 7 ? 0n : BigInt(7 - more);
  for (let i = 0; i < more; i++) value |= BigInt(cursor.u8()) << (bits + BigInt(8 * i));
  return value;
}

/** Signed numbers keep their sign in the lowest bit. */
function signed(value: bigint): bigint {
  return (value & 1n) === 0n ? value >> 1n : -(value >> 1n) - 1n;
}

const STANDALONE = 1;

/** sequence 8 · domain 4 · flags 1 · … ; the server's id is in the event's header. */
export function readMariadbGtid(cursor: ByteCursor, serverId: number): GtidBody {
  const sequence = cursor.u64();
  const domain = cursor.u32();
  const standalone = (cursor.u8() & STANDALONE) !== 0;
  return { ...body(`${domain}-${serverId}-${sequence}`, 0n, 0n, 0n), standalone };
}

/** count 4 (its four highest bits are flags) · { domain 4 · server 4 · sequence 8 }* */
export function readMariadbGtidList(cursor: ByteCursor): string {
  const count = cursor.u32() & 0x0fffffff;
  if (count * 16 > cursor.left) throw binlogError('GTID list cut short');
  return Array.from({ length: count }, () => `${cursor.u32()}-${cursor.u32()}-${cursor.u64()}`).join(',');
}
