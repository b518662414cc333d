import xxhash from 'xxhash-wasm';

const { h64Raw } = await xxhash();

/** XXH64 with seed 0, least significant byte first. */
export function xxh64(bytes: Uint8Array): Uint8Array {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(h64Raw(bytes));
  return out;
}
