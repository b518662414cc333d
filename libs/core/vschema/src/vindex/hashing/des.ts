import { createCipheriv, createDecipheriv } from 'node:crypto';

// INVARIANT: 24 zero bytes. Triple DES with three equal keys is single DES, which OpenSSL 3 no longer offers by its own name;
// any other key moves every row of every `hash` vindex to another shard.
const KEY = Buffer.alloc(24);

// One open cipher for all blocks: ECB has no state between blocks, and opening a cipher costs far more than a block.
const encryptor = createCipheriv('des-ede3-ecb', KEY, null).setAutoPadding(false);
const decryptor = createDecipheriv('des-ede3-ecb', KEY, null).setAutoPadding(false);

/** DES of one block of 8 bytes under the zero key. */
export function desEncrypt(block: Uint8Array): Uint8Array {
  return encryptor.update(block);
}

export function desDecrypt(block: Uint8Array): Uint8Array {
  return decryptor.update(block);
}
