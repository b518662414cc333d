import { computedVindex } from '../computed.ts';
import { md5 } from '../hashing/md5.ts';
import { toBytes } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = MD5 of the value's bytes. */
export const binaryMd5: VindexDefinition = {
  type: 'binary_md5',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({ name, type: 'binary_md5', cost: 1, unknownParams, hash: (value) => md5(toBytes(value)) }),
};
