/** Eight tables, so that eight bytes are taken in one step. */
const tables: readonly Uint32Array[] = makeTables();

function makeTables(): Uint32Array[] {
  const made = Array.from({ length: 8 }, () => new Uint32Array(256));
  const first = made[0] as Uint32Array;
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    first[n] = c >>> 0;
  }
  for (let n = 0; n < 256; n++) {
    let c = first[n] as number;
    for (let t = 1; t < 8; t++) {
      c = (first[c & 0xff] as number) ^ (c >>> 8);
      (made[t] as Uint32Array)[n] = c >>> 0;
    }
  }
  return made;
}

const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
];

/** CRC-32 (IEEE 802.3) of a stream of bytes. */
export class Crc32 {
  #state = 0xffffffff;

  update(bytes: Uint8Array): void {
    let crc = this.#state;
    const whole = bytes.length & ~7;
    let i = 0;
    const at = (table: Uint32Array, index: number): number => table[index] as number;
    for (; i < whole; i += 8) {
      const low =
        crc ^
        ((bytes[i] as number) |
          ((bytes[i + 1] as number) << 8) |
          ((bytes[i + 2] as number) << 16) |
          ((bytes[i + 3] as number) << 24));
      crc =
        at(t7, low & 0xff) ^
        at(t6, (low >>> 8) & 0xff) ^
        at(t5, (low >>> 16) & 0xff) ^
        at(t4, low >>> 24) ^
        at(t3, bytes[i + 4] as number) ^
        at(t2, bytes[i + 5] as number) ^
        at(t1, bytes[i + 6] as number) ^
        at(t0, bytes[i + 7] as number);
    }
    for (; i < bytes.length; i++) crc = at(t0, (crc ^ (bytes[i] as number)) & 0xff) ^ (crc >>> 8);
    this.#state = crc;
  }

  /** Eight hexadecimal digits. */
  get hex(): string {
    return ((this.#state ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
  }
}
