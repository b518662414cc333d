import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { VtError } from '@vt/base';
import { formatPosition, type MariadbGtidSet, type Position, positionContains, unionPositions } from '@vt/mysql';
import type { InstanceLayout } from '../server/layout.ts';
import { noGtids, noteEvent } from './binlog-gtids.ts';
import { scanBinlog } from './binlog-scan.ts';

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
  const gtids = noGtids();
  let [firstTime, lastTime] = [0, 0];
  for (const event of scanBinlog(path)) {
    if (!noteEvent(gtids, event)) continue;
    firstTime ||= event.time;
    lastTime = Math.max(lastTime, event.time);
  }
  if (!gtids.isSaid) {
    const message = `${path} cannot be backed up: it does not say what came before it`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  return { name: basename(path), path, previous: gtids.previous, starts: gtids.starts, firstTime, lastTime };
}
