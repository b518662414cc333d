import { computedVindex } from '../computed.ts';
import { toUint64, uint64Bytes, uint64Of, uint64Value } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = the number as 8 bytes, most significant first. Negative numbers have none. */
export const numeric: VindexDefinition = {
  type: 'numeric',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({
      name,
      type: 'numeric',
      cost: 0,
      unknownParams,
      hash: (value) => uint64Bytes(toUint64(value)),
      reverseMap: (keyspaceId) => uint64Value(uint64Of(keyspaceId, 'Numeric.ReverseMap')),
      rangeMap: (from, to) => ({
        kind: 'KeyRange',
        keyRange: { start: uint64Bytes(toUint64(from)), end: uint64Bytes(toUint64(to)) },
      }),
    }),
};
