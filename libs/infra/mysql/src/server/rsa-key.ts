import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

let made: Promise<KeyObject> | undefined;

/** The process's key for passwords that come over an open channel; made when first asked for. */
export function processRsaKey(): Promise<KeyObject> {
  made ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then((pair) => pair.privateKey);
  return made;
}

export function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}
