import { allShards, type Destination, keyspaceIdDestination } from '../../destination/destination.ts';
import { compareKeys } from '../../key-range/bytes.ts';
import { md5 } from '../hashing/md5.ts';
import { xxh64 } from '../hashing/xxh64.ts';
import { likePrefix } from '../like-prefix.ts';
import { nextPrefix } from '../prefix-range.ts';
import { invalid, toBytes } from '../value.ts';
import type { SingleColumnVindex, VindexDefinition, VindexParams } from '../vindex.ts';

type Hash = (bytes: Uint8Array) => Uint8Array;

const hashes: Readonly<Record<string, Hash>> = {
  md5: (bytes) => md5(bytes).subarray(0, bytes.length),
  xxhash64: (bytes) => xxh64(bytes).subarray(0, bytes.length),
};

/**
 * A key made of components of fixed widths (the last one is open): keyspace id = the hashes of the components, each cut to
 * its component's width. Without a hash it is the key. A prefix of whole components gives a range.
 */
export const cfc: VindexDefinition = {
  type: 'cfc',
  params: ['hash', 'offsets'],
  create(name, params, { unknownParams }) {
    const components = readComponents(name, params);
    const full = (bytes: Uint8Array): Uint8Array => components.hashAll(bytes);
    const shared = {
      kind: 'single' as const,
      name,
      type: 'cfc',
      unknownParams,
      verify: (value: Parameters<SingleColumnVindex['verify']>[0], keyspaceId: Uint8Array) =>
        compareKeys(full(toBytes(value)), keyspaceId) === 0,
    };
    const prefix: SingleColumnVindex = {
      ...shared,
      cost: components.offsets.length || 1,
      unique: false,
      map: (value) => prefixDestination(components.hashWhole(likePrefix(toBytes(value)))),
    };
    return {
      ...shared,
      cost: 1,
      unique: true,
      prefix,
      map: (value: Parameters<SingleColumnVindex['map']>[0]) => keyspaceIdDestination(full(toBytes(value))),
    };
  },
};

function prefixDestination(prefix: Uint8Array): Destination {
  if (prefix.length === 0) return allShards;
  return { kind: 'KeyRange', keyRange: { start: prefix, end: nextPrefix(prefix) } };
}

function readComponents(name: string, params: VindexParams) {
  const hashName = params['hash'] ?? '';
  const hash = hashes[hashName];
  if (hashName !== '' && !hash) throw invalid(`invalid hash ${hashName} to CFC vindex ${name}`);
  const text = params['offsets'];
  if (hash && text === undefined) throw invalid('CFC vindex requires offsets when hash is defined');
  const offsets = text === undefined ? [] : readOffsets(name, text);
  const last = offsets.at(-1) ?? 0;
  const split = (key: Uint8Array, ends: readonly number[]) =>
    ends.map((end, i) => (hash as Hash)(key.subarray(ends[i - 1] ?? 0, end)));
  return {
    offsets,
    hashAll(key: Uint8Array): Uint8Array {
      if (!hash) return key;
      if (key.length < last) throw invalid(`insufficient size for cfc vindex ${name}. need ${last}, got ${key.length}`);
      return Buffer.concat(split(key, [...offsets, key.length]));
    },
    /** Only the components that the prefix holds to the end. */
    hashWhole(key: Uint8Array): Uint8Array {
      if (!hash) return key;
      return Buffer.concat(
        split(
          key,
          offsets.filter((offset) => offset <= key.length),
        ),
      );
    },
  };
}

function readOffsets(name: string, text: string): number[] {
  let offsets: unknown;
  try {
    offsets = JSON.parse(text);
  } catch {
    offsets = undefined;
  }
  const sorted =
    Array.isArray(offsets) &&
    offsets.length > 0 &&
    offsets.every((offset, i) => Number.isInteger(offset) && offset > (i === 0 ? 0 : offsets[i - 1]));
  if (!sorted) {
    throw invalid(`invalid offsets ${text} to CFC vindex ${name}. expected sorted positive ints in brackets`);
  }
  return offsets as number[];
}
