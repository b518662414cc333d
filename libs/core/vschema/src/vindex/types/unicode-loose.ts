import { looseKey } from '@vt/collations';
import { computedVindex } from '../computed.ts';
import { md5 } from '../hashing/md5.ts';
import { xxh64 } from '../hashing/xxh64.ts';
import { invalid, toBytes } from '../value.ts';
import type { VindexDefinition } from '../vindex.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const SPACE = 0x20;

function define(type: string, hash: (bytes: Uint8Array) => Uint8Array): VindexDefinition {
  return {
    type,
    params: [],
    create: (name, _params, { unknownParams }) =>
      computedVindex({ name, type, cost: 1, unknownParams, hash: (value) => hash(loose(toBytes(value))) }),
  };
}

/** Keyspace id = MD5 of the text's primary weights: case, accents, width and trailing spaces do not matter. */
export const unicodeLooseMd5 = define('unicode_loose_md5', md5);

/** Keyspace id = XXH64 of the text's primary weights, least significant byte first. */
export const unicodeLooseXxhash = define('unicode_loose_xxhash', xxh64);

/** @throws VtError for bytes that are no UTF-8. */
function loose(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === SPACE) end--;
  let text: string;
  try {
    text = utf8.decode(bytes.subarray(0, end));
  } catch {
    throw invalid('cannot normalize a text that is not valid UTF-8');
  }
  return looseKey(text);
}
