import type { BindValue } from '@vt/sqltypes';
import { keyspaceIdDestination, noDestination } from '../../destination/destination.ts';
import { compareKeys } from '../../key-range/bytes.ts';
import { desEncrypt } from '../hashing/des.ts';
import { invalid, toBits64, uint64Bytes } from '../value.ts';
import type { MultiColumnVindex, VindexDefinition, VindexFactory, VindexParams } from '../vindex.ts';
import { readRegionBytes } from './region-experimental.ts';

/** Columns (id, country): keyspace id = the region that a file gives for the country, then the hash of the id. */
export const regionJson: VindexDefinition = {
  type: 'region_json',
  params: ['region_bytes', 'region_map'],
  create(name, params, make): MultiColumnVindex {
    const regionBytes = readRegionBytes('region_json', params['region_bytes']);
    const regions = readRegions(params, make);
    const compute = ([id, country]: readonly BindValue[]): Uint8Array | undefined => {
      const region = country && regions.get(Buffer.from(country.value).toString());
      if (!id || region === undefined) return undefined;
      try {
        return Buffer.concat([uint64Bytes(region).subarray(8 - regionBytes), desEncrypt(uint64Bytes(toBits64(id)))]);
      } catch {
        return undefined;
      }
    };
    return {
      kind: 'multi',
      type: 'region_json',
      name,
      cost: 1,
      unique: true,
      partial: false,
      columnCount: 2,
      unknownParams: make.unknownParams,
      map(values) {
        const keyspaceId = compute(values);
        return keyspaceId ? keyspaceIdDestination(keyspaceId) : noDestination;
      },
      verify(values, keyspaceId) {
        const mapped = compute(values);
        return mapped !== undefined && compareKeys(mapped, keyspaceId) === 0;
      },
    };
  },
};

function readRegions(params: VindexParams, { environment }: VindexFactory): ReadonlyMap<string, bigint> {
  const path = params['region_map'];
  if (path === undefined) throw invalid('region_json missing region_map param');
  if (!environment.readTextFile) throw invalid(`region_json: region_map '${path}' cannot be read here`);
  const entries = Object.entries(JSON.parse(environment.readTextFile(path)) as Record<string, unknown>);
  return new Map(entries.map(([country, region]) => [country, regionNumber(country, region)]));
}

function regionNumber(country: string, region: unknown): bigint {
  if (typeof region !== 'number' || !Number.isSafeInteger(region) || region < 0) {
    throw invalid(`region_json: the region of '${country}' is not a number`);
  }
  return BigInt(region);
}
