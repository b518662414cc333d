import { VtError } from '@vt/base';
import { formatPosition, type Position, parsePosition, positionContains, unionPositions } from '@vt/mysql';
import type { Manifest } from './manifest.ts';

/** Up to where data are restored: with all of a position's transactions, or with all that began before a time. */
export type RestoreTarget =
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'time'; readonly time: Date };

export type Named = { readonly name: string; readonly manifest: Manifest };
export type RestorePath = { readonly whole: Named; readonly increments: readonly Named[] };

/**
 * The whole backup to begin with, and the incremental ones that lead from it to the target: the latest whole one that is not beyond it, and then as few as possible. Throws
 * NOT_FOUND with where the way ends.
 */
export function restorePath(backups: readonly Named[], target: RestoreTarget): RestorePath {
  const wholes = backups.filter(({ manifest }) => !manifest.Incremental && isBefore(manifest, target)).reverse();
  const increments = backups.filter(({ manifest }) => manifest.Incremental);
  let nearest: string | undefined;
  for (const whole of wholes) {
    const found = chain(whole, increments, target);
    if (found.isThere) return { whole, increments: found.increments };
    nearest ??= [whole, ...found.increments].map(({ name, manifest }) => `${name} at ${manifest.Position}`).join(', ');
  }
  const what = target.kind === 'time' ? target.time.toISOString() : formatPosition(target.position);
  throw new VtError({
    code: 'NOT_FOUND',
    message:
      nearest === undefined
        ? `no path found to restore to ${what}: no whole backup was complete before`
        : `no path found to restore to ${what}: the backups end before (${nearest})`,
  });
}

function isBefore(manifest: Manifest, target: RestoreTarget): boolean {
  if (target.kind === 'time') return new Date(manifest.FinishedTime) <= target.time;
  return positionContains(target.position, parsePosition(manifest.Position));
}

function isReached(at: Position, last: Named, target: RestoreTarget): boolean {
  if (target.kind === 'position') return positionContains(at, target.position);
  const end = last.manifest.IncrementalDetails?.LastTimestamp;
  return end !== undefined && new Date(end) >= target.time;
}

function chain(whole: Named, increments: readonly Named[], target: RestoreTarget) {
  const used: Named[] = [];
  let at = parsePosition(whole.manifest.Position);
  let last = whole;
  while (!isReached(at, last, target)) {
    const next = furthest(increments, at);
    if (!next) return { increments: used, isThere: false };
    used.push(next);
    last = next;
    at = unionPositions(at, parsePosition(next.manifest.Position));
  }
  return { increments: used, isThere: true };
}

/** Of those that can follow and add something, the one that has what every other has. */
function furthest(increments: readonly Named[], at: Position): Named | undefined {
  const able = increments.filter(
    ({ manifest }) =>
      positionContains(at, parsePosition(manifest.FromPosition)) &&
      !positionContains(at, parsePosition(manifest.Position)),
  );
  return able.reduce<Named | undefined>((best, one) => {
    const isFurther =
      !best || positionContains(parsePosition(one.manifest.Position), parsePosition(best.manifest.Position));
    return isFurther ? one : best;
  }, undefined);
}
