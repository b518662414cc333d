import type { BindValue } from '@vt/sqltypes';
import { keyspaceIdDestination, noDestination } from '../../destination/destination.ts';
import { compareKeys } from '../../key-range/bytes.ts';
import { desEncrypt } from '../hashing/des.ts';
import { nextPrefix } from '../prefix-range.ts';
import { invalid, toBits64, toUint64, uint64Bytes } from '../value.ts';
import type { MultiColumnVindex, VindexDefinition } from '../vindex.ts';

/** Keyspace id = the region's last 1 or 2 bytes, then the hash of the id. The region alone gives a range. */
export const regionExperimental: VindexDefinition = {
  type: 'region_experimental',
  params: ['region_bytes'],
  create(name, params, { unknownParams }): MultiColumnVindex {
    const regionBytes = readRegionBytes('region_experimental', params['region_bytes']);
    const compute = (values: readonly BindValue[]): Uint8Array | undefined => {
      const [region, id] = values;
      if (!region) return undefined;
      try {
        const prefix = uint64Bytes(toUint64(region)).subarray(8 - regionBytes);
        return id ? Buffer.concat([prefix, desEncrypt(uint64Bytes(toBits64(id)))]) : prefix;
      } catch {
        return undefined;
      }
    };
    return {
      kind: 'multi',
      type: 'region_experimental',
      name,
      cost: 1,
      unique: true,
      partial: true,
      columnCount: 2,
      unknownParams,
      map(values) {
        const keyspaceId = compute(values);
        if (!keyspaceId) return noDestination;
        if (values.length > 1) return keyspaceIdDestination(keyspaceId);
        return { kind: 'KeyRange', keyRange: { start: keyspaceId, end: nextPrefix(keyspaceId) } };
      },
      verify(values, keyspaceId) {
        const mapped = compute(values);
        return values.length === 2 && mapped !== undefined && compareKeys(mapped, keyspaceId) === 0;
      },
    };
  },
};

export function readRegionBytes(type: string, text: string | undefined): number {
  if (text === undefined) throw invalid(`${type} missing region_bytes param`);
  if (text !== '1' && text !== '2') throw invalid(`region_bytes must be 1 or 2: ${text}`);
  return Number(text);
}
