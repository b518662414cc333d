import { computedVindex } from '../computed.ts';
import { invalid, toUint64, uint64Bytes } from '../value.ts';
import type { VindexDefinition, VindexFactory, VindexParams } from '../vindex.ts';

/** Keyspace id = the number that the map gives, as 8 bytes; for numbers not in it, what the fallback vindex gives, or the number itself. */
export const numericStaticMap: VindexDefinition = {
  type: 'numeric_static_map',
  params: ['fallback_type', 'json', 'json_path'],
  create(name, params, make) {
    const map = readMap(params, make);
    const fallbackType = params['fallback_type'];
    const fallback = fallbackType === undefined ? undefined : make.create(fallbackType, `${name}_hash`, {});
    if (fallback && (fallback.kind !== 'single' || !fallback.hash)) {
      throw invalid(`vindexType "${fallbackType}" does not support hashing, which fallback_type needs`);
    }
    const fallbackHash = fallback?.kind === 'single' ? fallback.hash : undefined;
    return computedVindex({
      name,
      type: 'numeric_static_map',
      cost: 1,
      unknownParams: make.unknownParams,
      hash(value) {
        const number = toUint64(value);
        const target = map.get(number);
        if (target === undefined && fallbackHash) return fallbackHash(value);
        return uint64Bytes(target ?? number);
      },
    });
  },
};

function readMap(params: VindexParams, { environment }: VindexFactory): ReadonlyMap<bigint, bigint> {
  const { json, json_path: path } = params;
  if (json !== undefined && path !== undefined) {
    throw invalid('NumericStaticMap: Found both `json` and `json_path` params in vschema');
  }
  if (json !== undefined) return parseMap(json);
  if (path === undefined)
    throw invalid('NumericStaticMap: Could not find either `json_path` or `json` params in vschema');
  if (!environment.readTextFile) throw invalid(`NumericStaticMap: json_path '${path}' cannot be read here; use json`);
  return parseMap(environment.readTextFile(path));
}

// JSON.parse would round numbers above 2^53, and the map's values use all 64 bits.
function parseMap(json: string): ReadonlyMap<bigint, bigint> {
  const text = json.trim();
  if (!text.startsWith('{')) throw invalid(`NumericStaticMap: want a JSON object, got: ${text.slice(0, 40)}`);
  checkSyntax(text);
  const map = new Map<bigint, bigint>();
  const entries = text.slice(1, -1).trim();
  if (entries === '') return map;
  for (const entry of entries.split(',')) {
    const match = /^\s*"(\d{1,20})"\s*:\s*(\d{1,20})\s*$/.exec(entry);
    if (!match) throw invalid(`NumericStaticMap: want "number": number, got: ${entry.trim().slice(0, 40)}`);
    map.set(BigInt.asUintN(64, BigInt(match[1] ?? 0)), BigInt.asUintN(64, BigInt(match[2] ?? 0)));
  }
  return map;
}

function checkSyntax(text: string): void {
  const key = /^\{\s*([^"}\s])/.exec(text);
  if (key) throw invalid(`invalid character '${key[1]}' looking for beginning of object key string`);
  const value = /:\s*([^\d\s"{[tfn-])/.exec(text);
  if (value) throw invalid(`invalid character '${value[1]}' looking for beginning of value`);
  try {
    JSON.parse(text);
  } catch (error) {
    throw invalid(`NumericStaticMap: ${(error as Error).message}`);
  }
}
