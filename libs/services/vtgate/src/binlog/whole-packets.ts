import { HEADER_BYTES } from '@vt/sqltypes';

/** Puts packets together of pieces that are cut anywhere but in a header. */
export class WholePackets {
  #pieces: Buffer[] = [];
  /** Bytes that the last packet lacks. */
  #missing = 0;

  /** All packets that are whole now; undefined: none. */
  push(piece: Buffer): Buffer | undefined {
    let at = Math.min(this.#missing, piece.length);
    this.#missing -= at;
    let whole = this.#missing === 0 ? at : 0;
    while (this.#missing === 0 && at < piece.length) {
      const end = at + HEADER_BYTES + piece.readUIntLE(at, 3);
      if (end > piece.length) this.#missing = end - piece.length;
      else whole = end;
      at = end;
    }
    if (whole === 0) {
      this.#pieces.push(piece);
      return undefined;
    }
    const packets = Buffer.concat([...this.#pieces, piece.subarray(0, whole)]);
    this.#pieces = whole < piece.length ? [piece.subarray(whole)] : [];
    return packets;
  }
}
