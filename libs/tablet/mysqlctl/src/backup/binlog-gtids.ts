import { addMariadb, decodeSidBlock, emptyMariadbGtidSet, type MariadbGtidSet, type Position } from '@vt/mysql';

/** The beginning of an event, and how to read what follows it. */
export type BinlogEvent = {
  readonly type: number;
  readonly serverId: number;
  /** What is behind the header, without the checksum. */
  body(): Buffer;
};

/** What the events of one binary log say of the transactions in it, and before it. */
export type BinlogGtids = {
  /** What the logs before hold; undefined: the log has not said it. */
  previous: Position;
  isSaid: boolean;
  /** Of MariaDB: the first transaction of each domain. */
  starts: MariadbGtidSet;
};

const GTID = 33;
const ANONYMOUS_GTID = 34;
const PREVIOUS_GTIDS = 35;
const TAGGED_GTID = 42;
const MARIADB_GTID = 162;
const MARIADB_GTID_LIST = 163;
const LIST_COUNT_MASK = 0x0fffffff;
const LIST_ENTRY_BYTES = 16;
const beginnings = new Set([GTID, ANONYMOUS_GTID, TAGGED_GTID, MARIADB_GTID]);

/** Whether a transaction begins with it. */
export const beginsTransaction = ({ type }: Pick<BinlogEvent, 'type'>): boolean => beginnings.has(type);

export const noGtids = (): BinlogGtids => ({ previous: undefined, isSaid: false, starts: emptyMariadbGtidSet });

/** Takes what an event tells; true where a transaction begins with it. */
export function noteEvent(known: BinlogGtids, event: BinlogEvent): boolean {
  if (event.type === PREVIOUS_GTIDS) {
    known.previous = decodeSidBlock(event.body());
    known.isSaid = true;
  } else if (event.type === MARIADB_GTID_LIST) {
    known.previous = readGtidList(event.body());
    known.isSaid = true;
  } else if (event.type === MARIADB_GTID) {
    const body = event.body();
    const [sequence, domain] = [body.readBigUInt64LE(0), body.readUInt32LE(8)];
    if (!known.starts.domains.has(domain)) {
      known.starts = addMariadb(known.starts, { kind: 'MariaDB', domain, server: event.serverId, sequence });
    }
  }
  return beginsTransaction(event);
}

/** count (4, the upper bits are flags), then domain (4), server (4), sequence (8) each; the last of a domain is its latest. */
function readGtidList(body: Buffer): MariadbGtidSet {
  const count = body.readUInt32LE(0) & LIST_COUNT_MASK;
  const at = (i: number): number => 4 + i * LIST_ENTRY_BYTES;
  return Array.from({ length: count }, (_, i) => ({
    kind: 'MariaDB' as const,
    domain: body.readUInt32LE(at(i)),
    server: body.readUInt32LE(at(i) + 4),
    sequence: body.readBigUInt64LE(at(i) + 8),
  })).reduce(addMariadb, emptyMariadbGtidSet);
}
