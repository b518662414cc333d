import { parsePosition, positionContains } from '@vt/mysql';
import type { Named } from './restore-path.ts';

export type Retention = {
  /** A backup is kept at least this long; 0: nothing is ever removed. */
  readonly minTimeMs: number;
  /** The last whole ones that are kept, however old they are; 1 at the least. */
  readonly minCount: number;
};

/**
 * Names of complete backups that are not needed any more. Incremental ones go only when every whole one that stays has what they add: those that lead on from one stay with it.
 *
 * @param backups the oldest first
 */
export function expired(backups: readonly Named[], { minTimeMs, minCount }: Retention, now: Date): readonly string[] {
  if (minTimeMs <= 0) return [];
  const isOld = ({ manifest }: Named): boolean => now.getTime() - Date.parse(manifest.BackupTime) > minTimeMs;
  const wholes = backups.filter(({ manifest }) => !manifest.Incremental);
  const goes = new Set(wholes.slice(0, wholes.length - Math.max(1, minCount)).filter(isOld));
  const kept = wholes.filter((whole) => !goes.has(whole)).map(({ manifest }) => parsePosition(manifest.Position));
  const isCovered = ({ manifest }: Named): boolean =>
    kept.length > 0 && kept.every((position) => positionContains(position, parsePosition(manifest.Position)));
  const increments = backups.filter((one) => one.manifest.Incremental && isOld(one) && isCovered(one));
  return [...goes, ...increments].map(({ name }) => name).sort();
}
