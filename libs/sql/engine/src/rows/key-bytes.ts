// biome-ignore lint/suspicious/noControlCharactersInRegex: all units of one byte.
const SHORT_UNITS = /^[\x00-\xff]*$/;

/** A key's units, which are no characters: of one byte each where that will do. The first byte tells. */
export function keyBytes(key: string): Buffer {
  return SHORT_UNITS.test(key) ? Buffer.from(`\u0000${key}`, 'latin1') : Buffer.from(`\u0001${key}`, 'utf16le');
}
