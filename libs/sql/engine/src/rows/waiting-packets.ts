import { PacketQueue } from '@vt/sqltypes';
import { packetSlabs } from './slab-pool.ts';

/** With fewer bytes that wait, what comes stays where it came: it is taken before it is old. */
const LEFT_BYTES = 64 * 1024;

/** `chunks`: of those that lie there, how many are not yet taken. */
type Slab = { readonly bytes: Buffer; written: number; chunks: number };

/**
 * Whole packets that wait to be taken, as the payloads in them. Where many wait they are copied into memory that is used again: each chunk would
 * outlive the young objects, and lie about as garbage until the whole heap is marked.
 */
export class WaitingPackets {
  readonly #queue = new PacketQueue((chunk) => this.#taken(chunk));
  /** In the order in which they are taken. */
  readonly #slabs: Slab[] = [];
  #isTransient = false;

  get bytes(): number {
    return this.#queue.bytes;
  }

  /** Whether payloads lie in memory that is used again. */
  get isTransient(): boolean {
    return this.#isTransient;
  }

  push(chunk: Buffer): void {
    const { bytes } = this.#queue;
    const isLeft = bytes === 0 || bytes + chunk.length <= LEFT_BYTES || chunk.length > packetSlabs.slabBytes;
    this.#queue.push(isLeft ? chunk : this.#copied(chunk));
  }

  /** Valid until control is given up after the next call. */
  shift(): Buffer | undefined {
    return this.#queue.shift();
  }

  clear(): void {
    this.#queue.clear();
    for (const { bytes } of this.#slabs.splice(0)) packetSlabs.give(bytes);
  }

  #copied(chunk: Buffer): Buffer {
    this.#isTransient = true;
    let slab = this.#slabs.at(-1);
    if (!slab || slab.written + chunk.length > slab.bytes.length) {
      slab = { bytes: packetSlabs.take(), written: 0, chunks: 0 };
      this.#slabs.push(slab);
    }
    const at = slab.written;
    chunk.copy(slab.bytes, at);
    slab.written += chunk.length;
    slab.chunks++;
    return slab.bytes.subarray(at, slab.written);
  }

  #taken(chunk: Buffer): void {
    const [first] = this.#slabs;
    if (first?.bytes.buffer !== chunk.buffer || --first.chunks > 0) return;
    this.#slabs.shift();
    packetSlabs.give(first.bytes);
  }
}
