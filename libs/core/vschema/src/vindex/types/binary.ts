import { Type } from '@vt/sqltypes';
import { computedVindex } from '../computed.ts';
import { invalid, toBytes } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = the value's bytes. */
export const binary: VindexDefinition = {
  type: 'binary',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({
      name,
      type: 'binary',
      cost: 0,
      unknownParams,
      hash: toBytes,
      reverseMap(keyspaceId) {
        if (keyspaceId.length === 0) throw invalid('Binary.ReverseMap: keyspaceId is nil');
        return { type: Type.VARBINARY, value: keyspaceId };
      },
      rangeMap: (from, to) => ({ kind: 'KeyRange', keyRange: { start: toBytes(from), end: toBytes(to) } }),
    }),
};
