import { VtError } from '@vt/base';
import type { TabletType, Target } from '../request.ts';

/**
 * Whether a request meant this tablet. The texts are part of the contract with gates. `alsoAllowed`: types that are served for a grace
 * period after a change of type.
 */
export function checkTarget(
  wanted: Target | undefined,
  own: Target,
  alsoAllowed: readonly TabletType[],
): VtError | undefined {
  if (wanted === undefined) return new VtError({ code: 'INVALID_ARGUMENT', message: 'No target' });
  if (wanted.keyspace !== own.keyspace) {
    return invalid(`invalid keyspace ${wanted.keyspace} does not match expected ${own.keyspace}`);
  }
  if (wanted.shard !== own.shard) return invalid(`invalid shard ${wanted.shard} does not match expected ${own.shard}`);
  if (wanted.tabletType === own.tabletType || alsoAllowed.includes(wanted.tabletType)) return undefined;
  const allowed = `[${alsoAllowed.join(' ')}]`;
  const message = `wrong tablet type: ${wanted.tabletType}, want: ${own.tabletType} or ${allowed}`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}

const invalid = (message: string): VtError => new VtError({ code: 'INVALID_ARGUMENT', message });
