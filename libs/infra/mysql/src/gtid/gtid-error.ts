import { VtError } from '@vt/base';

/** A GTID, GTID set or position that is none. */
export function badGtid(what: string, text: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: `invalid ${what}: '${text}'` });
}

/** Reads an unsigned decimal number of at most 64 bits (63 where MySQL uses a signed one). */
export function parseUnsigned(digits: string, max: bigint): bigint | undefined {
  if (!/^[0-9]{1,20}$/.test(digits)) return undefined;
  const value = BigInt(digits);
  return value <= max ? value : undefined;
}
