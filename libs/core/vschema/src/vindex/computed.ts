import type { BindValue } from '@vt/sqltypes';
import { keyspaceIdDestination, noDestination } from '../destination/destination.ts';
import { compareKeys } from '../key-range/bytes.ts';
import type { SingleColumnVindex } from './vindex.ts';

type Fields = Pick<SingleColumnVindex, 'name' | 'type' | 'cost' | 'unknownParams'> &
  Partial<Pick<SingleColumnVindex, 'reverseMap' | 'rangeMap'>> & {
    /** Throws for a value that has no keyspace id. */
    readonly hash: (value: BindValue) => Uint8Array;
  };

/** A unique vindex of one column from its hash function. */
export function computedVindex(fields: Fields): SingleColumnVindex {
  const { hash } = fields;
  return {
    ...fields,
    kind: 'single',
    unique: true,
    map(value) {
      try {
        return keyspaceIdDestination(hash(value));
      } catch {
        return noDestination;
      }
    },
    verify: (value, keyspaceId) => compareKeys(hash(value), keyspaceId) === 0,
  };
}
