import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { VtError } from '@vt/base';
import { formatPosition, type MariadbGtidSet, type Position, positionContains, unionPositions } from '@vt/mysql';
import type { InstanceLayout } from '../server/layout.ts';
import { noGtids, noteEvent } from './binlog-gtids.ts';

/** What one of a server's binary logs says of itself. Times in seconds since 1970; 0: it holds no transaction. */
export type BinlogFile = {
  readonly name: string;
  readonly path: string;
  /** What the logs before it hold; what was purged from them, or never was in one, may be missing. */
  readonly previous: Position;
  /** Of MariaDB: the first transaction of each domain in it. */
  readonly starts: MariadbGtidSet;
  readonly firstTime: number;
  readonly lastTime: number;
};

const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
const HEADER_BYTES = 19;
const CHECKSUM_BYTES = 4;

/** A server's binary logs, the oldest first. */
export function binlogFiles({ binLogDir, dataDir, dir }: InstanceLayout): readonly BinlogFile[] {
  const uid = /vt_(\d{10})$/.exec(dir)?.[1];
  const index = join(binLogDir, `vt-${uid}-bin.index`);
  if (!existsSync(index)) return [];
  return readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => readBinlog(isAbsolute(line) ? line : join(dataDir, line)));
}

/**
 * Which of the closed logs hold what came after a position: all but the last file, which is still written. `purged`: what no log holds. Throws FAILED_PRECONDITION when that
 * has something that the position has not.
 */
export function logsSince(files: readonly BinlogFile[], from: Position, purged: Position): readonly BinlogFile[] {
  const closed = files.slice(0, -1);
  // Whose successor begins with no more than the position holds adds nothing to it.
  const start = closed.findIndex((_, i) => !positionContains(from, files[i + 1]?.previous));
  if (start < 0) return [];
  const wanted = closed.slice(start);
  const [first] = wanted;
  if (first && positionContains(from, unionPositions(first.previous, purged)) && goesOn(from, wanted)) return wanted;
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `the binary logs begin after ${formatPosition(from)}: what came next was purged; take a whole backup`,
  });
}

/**
 * Whether MariaDB's logs begin no later than right behind a position. Its logs tell what was purged only where the server wrote them from its beginning; one that was restored may have
 * begun with an empty one.
 */
function goesOn(from: Position, logs: readonly BinlogFile[]): boolean {
  const reached = from?.kind === 'MariaDB' ? from.domains : new Map<number, { readonly sequence: bigint }>();
  const seen = new Set<number>();
  for (const { starts } of logs) {
    for (const { domain, sequence } of starts.domains.values()) {
      if (!seen.has(domain) && sequence > (reached.get(domain)?.sequence ?? 0n) + 1n) return false;
      seen.add(domain);
    }
  }
  return true;
}

export function readBinlog(path: string): BinlogFile {
  const file = openSync(path, 'r');
  try {
    return { name: basename(path), path, ...scan(file, path) };
  } finally {
    closeSync(file);
  }
}

function scan(file: number, path: string): Omit<BinlogFile, 'name' | 'path'> {
  const { size } = fstatSync(file);
  if (!read(file, 0, MAGIC.length).equals(MAGIC)) throw unreadable(path, 'it is no plain binary log');
  const gtids = noGtids();
  let [firstTime, lastTime, offset] = [0, 0, MAGIC.length];
  while (offset + HEADER_BYTES <= size) {
    const header = read(file, offset, HEADER_BYTES);
    const [time, type, serverId, bytes] = [
      header.readUInt32LE(0),
      header[4] ?? 0,
      header.readUInt32LE(5),
      header.readUInt32LE(9),
    ];
    if (bytes < HEADER_BYTES || offset + bytes > size) break;
    const start = offset + HEADER_BYTES;
    const body = (): Buffer => read(file, start, bytes - HEADER_BYTES - CHECKSUM_BYTES);
    if (noteEvent(gtids, { type, serverId, body })) {
      firstTime ||= time;
      lastTime = Math.max(lastTime, time);
    }
    offset += bytes;
  }
  if (!gtids.isSaid) throw unreadable(path, 'it does not say what came before it');
  return { previous: gtids.previous, starts: gtids.starts, firstTime, lastTime };
}

function read(file: number, offset: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(file, buffer, 0, bytes, offset));
}

function unreadable(path: string, why: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message: `${path} cannot be backed up: ${why}` });
}
