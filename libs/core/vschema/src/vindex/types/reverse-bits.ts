import { computedVindex } from '../computed.ts';
import { toUint64, uint64Bytes, uint64Of, uint64Value } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

/** Keyspace id = the number's 64 bits in reverse order. */
export const reverseBits: VindexDefinition = {
  type: 'reverse_bits',
  params: [],
  create: (name, _params, { unknownParams }) =>
    computedVindex({
      name,
      type: 'reverse_bits',
      cost: 1,
      unknownParams,
      hash: (value) => uint64Bytes(reverse(toUint64(value))),
      reverseMap: (keyspaceId) => uint64Value(reverse(uint64Of(keyspaceId, 'ReverseBits.ReverseMap'))),
    }),
};

function reverse(number: bigint): bigint {
  return BigInt(`0b${[...number.toString(2).padStart(64, '0')].reverse().join('')}`);
}
