import { crc32 } from 'node:zlib';

/** CRC-32 (IEEE 802.3) of a stream of bytes. */
export class Crc32 {
  #value = 0;

  update(bytes: Uint8Array): void {
    this.#value = crc32(bytes, this.#value);
  }

  /** Eight hexadecimal digits. */
  get hex(): string {
    return this.#value.toString(16).padStart(8, '0');
  }
}
