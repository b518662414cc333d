import { binary } from './types/binary.ts';
import { binaryMd5 } from './types/binary-md5.ts';
import { cfc } from './types/cfc.ts';
import { hash } from './types/hash.ts';
import {
  consistentLookup,
  consistentLookupUnique,
  lookup,
  lookupHash,
  lookupHashUnique,
  lookupUnicodeLooseMd5Hash,
  lookupUnicodeLooseMd5HashUnique,
  lookupUnique,
} from './types/lookup.ts';
import { multicol } from './types/multicol.ts';
import { nullVindex } from './types/null.ts';
import { numeric } from './types/numeric.ts';
import { numericStaticMap } from './types/numeric-static-map.ts';
import { regionExperimental } from './types/region-experimental.ts';
import { regionJson } from './types/region-json.ts';
import { reverseBits } from './types/reverse-bits.ts';
import { unicodeLooseMd5, unicodeLooseXxhash } from './types/unicode-loose.ts';
import { xxhash } from './types/xxhash.ts';
import { invalid } from './value.ts';
import type { Vindex, VindexDefinition, VindexEnvironment, VindexParams } from './vindex.ts';

/** Every type of vindex there is, by name. */
const builtin = {
  binary,
  binary_md5: binaryMd5,
  cfc,
  consistent_lookup: consistentLookup,
  consistent_lookup_unique: consistentLookupUnique,
  hash,
  lookup,
  lookup_hash: lookupHash,
  lookup_hash_unique: lookupHashUnique,
  lookup_unicodeloosemd5_hash: lookupUnicodeLooseMd5Hash,
  lookup_unicodeloosemd5_hash_unique: lookupUnicodeLooseMd5HashUnique,
  lookup_unique: lookupUnique,
  multicol,
  null: nullVindex,
  numeric,
  numeric_static_map: numericStaticMap,
  region_experimental: regionExperimental,
  region_json: regionJson,
  reverse_bits: reverseBits,
  unicode_loose_md5: unicodeLooseMd5,
  unicode_loose_xxhash: unicodeLooseXxhash,
  xxhash,
} as const satisfies Readonly<Record<string, VindexDefinition>>;

export type VindexType = keyof typeof builtin;

/** Makes vindexes from their descriptions. */
export type VindexRegistry = {
  readonly types: readonly string[];
  /** @throws VtError for an unknown type or a parameter that is wrong. Unknown parameters are kept in `unknownParams`. */
  create(type: string, name: string, params: VindexParams): Vindex;
};

/** @param own definitions of one's own; they may not replace a built-in one. */
export function vindexRegistry(
  environment: VindexEnvironment = {},
  own: readonly VindexDefinition[] = [],
): VindexRegistry {
  const definitions = new Map<string, VindexDefinition>(Object.entries(builtin));
  for (const definition of own) {
    if (definitions.has(definition.type)) throw invalid(`vindex type '${definition.type}' is defined twice`);
    definitions.set(definition.type, definition);
  }
  const create = (type: string, name: string, params: VindexParams): Vindex => {
    const definition = definitions.get(type);
    if (!definition) throw invalid(`vindexType "${type}" not found`);
    const unknownParams = Object.keys(params)
      .filter((param) => !definition.params.includes(param))
      .sort();
    return definition.create(name, params, { environment, unknownParams, create });
  };
  return { types: [...definitions.keys()].sort(), create };
}
