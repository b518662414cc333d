import { ownCopy } from '@vt/base';
import { HEADER_BYTES, isSameAt, readUint24 } from '@vt/sqltypes';
import { plainColumn } from './plain-column.ts';

/** Longer ones are read anew each time. */
const BLOCK_BYTES_MAX = 4_096;

type Known = { readonly packets: Buffer; readonly definitions: readonly Uint8Array[] };

/**
 * The column definitions of a connection's last answers, by the length of their packets: a statement's are nearly always the same again, and
 * whoever passes them on does less for a list that it knows. INVARIANT: such a list, and what is in it, is never changed.
 */
export class KnownColumns {
  readonly #byLength = new Map<number, Known>();

  /** The payloads of the packets in `chunk` from `from` to `to`. */
  read(chunk: Buffer, from: number, to: number): readonly Uint8Array[] {
    const length = to - from;
    const known = this.#byLength.get(length);
    if (known && isSameAt(known.packets, chunk, from, to)) return known.definitions;
    const packets = ownCopy(chunk.subarray(from, to));
    const definitions = payloads(packets);
    if (length <= BLOCK_BYTES_MAX) this.#keep(length, { packets, definitions });
    return definitions;
  }

  #keep(length: number, known: Known): void {
    if (this.#byLength.size >= LENGTHS_MAX && !this.#byLength.has(length)) this.#byLength.clear();
    this.#byLength.set(length, known);
  }
}

const LENGTHS_MAX = 32;

function payloads(packets: Buffer): Uint8Array[] {
  const definitions: Uint8Array[] = [];
  for (let at = 0; at < packets.length; ) {
    const end = at + HEADER_BYTES + readUint24(packets, at);
    definitions.push(plainColumn(packets.subarray(at + HEADER_BYTES, end)));
    at = end;
  }
  return definitions;
}
