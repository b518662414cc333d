import { computedVindex } from '../computed.ts';
import { desDecrypt, desEncrypt } from '../hashing/des.ts';
import { toBits64, uint64Bytes, uint64Of, uint64Value } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = DES of the 64-bit number under the zero key. */
export const hash: VindexDefinition = {
  type: 'hash',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({
      name,
      type: 'hash',
      cost: 1,
      unknownParams,
      hash: (value) => desEncrypt(uint64Bytes(toBits64(value))),
      reverseMap: (keyspaceId) => uint64Value(unhash(keyspaceId)),
    }),
};

/** The number whose hash a keyspace id is. @throws VtError where it is not 8 bytes. */
export function unhash(keyspaceId: Uint8Array): bigint {
  return uint64Of(desDecrypt(uint64Bytes(uint64Of(keyspaceId, 'Hash.ReverseMap'))), 'Hash.ReverseMap');
}
