import { createHash, timingSafeEqual } from 'node:crypto';

/*
  What the plugins send for a password p over a 20-byte nonce n:
    mysql_native_password   SHA1(p) XOR SHA1(n · SHA1(SHA1(p)))
    caching_sha2_password   SHA256(p) XOR SHA256(SHA256(SHA256(p)) · n)
  A server that knows the double hash can check it, and cannot make it.
*/
export const sha1 = (...parts: readonly Uint8Array[]): Buffer => digest('sha1', parts);
export const sha256 = (...parts: readonly Uint8Array[]): Buffer => digest('sha256', parts);

function digest(algorithm: string, parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] as number)));
}

export const nativeDoubleHash = (password: Uint8Array): Buffer => sha1(sha1(password));
export const sha2DoubleHash = (password: Uint8Array): Buffer => sha256(sha256(password));

export function nativeProof(password: Uint8Array, nonce: Uint8Array): Buffer {
  return xor(sha1(password), sha1(nonce, nativeDoubleHash(password)));
}

export function sha2Proof(password: Uint8Array, nonce: Uint8Array): Buffer {
  return xor(sha256(password), sha256(sha2DoubleHash(password), nonce));
}

/** Constant time for proofs of the right length. */
export function nativeProofMatches(proof: Buffer, nonce: Buffer, doubleHash: Buffer): boolean {
  if (proof.length !== doubleHash.length) return false;
  return timingSafeEqual(sha1(xor(proof, sha1(nonce, doubleHash))), doubleHash);
}

export function sha2ProofMatches(proof: Buffer, nonce: Buffer, doubleHash: Buffer): boolean {
  if (proof.length !== doubleHash.length) return false;
  return timingSafeEqual(sha256(xor(proof, sha256(doubleHash, nonce))), doubleHash);
}
