import { quoteName } from '@vt/sqlparser';
import { defaultScanMode, type ScanMode, scan } from '../text/scan.ts';

/** What a statement does with a savepoint. */
export type SavepointVerb = 'savepoint' | 'release' | 'rollback';

/** The name that a SAVEPOINT, RELEASE SAVEPOINT or ROLLBACK TO SAVEPOINT is about: its last word. */
export function savepointName(sql: string, mode: ScanMode): string {
  const names = [...scan(sql, mode)].filter(({ kind }) => kind === 'word' || kind === 'quoted');
  const last = names.at(-1);
  return last?.kind === 'word' ? sql.slice(last.start, last.end) : (last?.text ?? '');
}

/**
 * The savepoints that a transaction has after a statement, as the statements that set them: a shard that joins it later gets them first. Those that are
 * gone are forgotten: a transaction may set and release any number. Undefined: it has none of that name.
 */
export function savepointsAfter(before: readonly string[], verb: SavepointVerb, name: string): string[] | undefined {
  const at = before.findLastIndex((statement) => sets(statement, name));
  if (verb === 'savepoint') return [...before.filter((_, i) => i !== at), `savepoint ${quoteName(name)}`];
  if (at < 0) return undefined;
  return before.slice(0, verb === 'release' ? at : at + 1);
}

function sets(statement: string, name: string): boolean {
  return (
    /^savepoint\b/i.test(statement) && savepointName(statement, defaultScanMode).toLowerCase() === name.toLowerCase()
  );
}
