import { computedVindex } from '../computed.ts';
import { xxh64 } from '../hashing/xxh64.ts';
import { toBytes } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = XXH64 of the value's text, least significant byte first. NULL counts as the empty text. */
export const xxhash: VindexDefinition = {
  type: 'xxhash',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({ name, type: 'xxhash', cost: 1, unknownParams, hash: (value) => xxh64(toBytes(value)) }),
};
