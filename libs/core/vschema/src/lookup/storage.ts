import { VtError } from '@vt/base';
import { type BindValue, type Row, Type } from '@vt/sqltypes';
import { toHex } from '../key-range/bytes.ts';
import { desEncrypt } from '../vindex/hashing/des.ts';
import { unhash } from '../vindex/types/hash.ts';
import { uint64Bytes, uint64Value } from '../vindex/value.ts';
import type { LookupVindex } from '../vindex/vindex.ts';

/** The keyspace id as its column holds it. @throws VtError for an id that is no hash where hashes are kept unhashed. */
export function storedId({ lookup }: LookupVindex, keyspaceId: Uint8Array, action: string): BindValue {
  if (lookup.storage === 'keyspace_id') return { type: Type.VARBINARY, value: keyspaceId };
  try {
    return uint64Value(unhash(keyspaceId));
  } catch {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `lookup.${action}.vunhash: invalid keyspace id: ${toHex(keyspaceId)}`,
    });
  }
}

/** The keyspace id of a column value; undefined where it holds none. */
export function readId({ lookup }: LookupVindex, value: Row[number] | undefined): Uint8Array | undefined {
  if (value === null || value === undefined) return undefined;
  if (lookup.storage === 'keyspace_id') return value;
  const text = Buffer.from(value).toString('latin1');
  return /^\d{1,20}$/.test(text) ? desEncrypt(uint64Bytes(BigInt.asUintN(64, BigInt(text)))) : undefined;
}

/** A value of the first `from` column as it is kept. */
export function storedValue({ lookup }: LookupVindex, value: BindValue): BindValue {
  if (lookup.storage !== 'loose_md5_unhashed' || value.type === Type.NULL_TYPE) return value;
  if (!lookup.looseHash) throw VtError.of('VT12001', 'a lookup vindex by unicode_loose_md5');
  const first8 = Buffer.from(lookup.looseHash(value)).readBigUInt64BE(0);
  return uint64Value(first8);
}
