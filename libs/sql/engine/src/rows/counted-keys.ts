import type { ExecutionContext } from '../context.ts';
import { HeldRows } from './held-rows.ts';
import { Held } from './memory.ts';

const COUNT_BYTES = 4;

/** Keys in memory, each with how often it came. */
export class CountedKeys {
  readonly #ctx: ExecutionContext;
  readonly #keys = new HeldRows(2);
  readonly #held: Held;

  constructor(ctx: ExecutionContext) {
    this.#ctx = ctx;
    this.#held = new Held(ctx);
  }

  /** Whether another key is to go elsewhere. */
  get isFull(): boolean {
    const { spill, memoryRowsMax } = this.#ctx;
    const { bytes, count, isFull } = this.#keys;
    return spill !== undefined && count > 0 && (isFull || bytes > spill.runBytesMax || count >= memoryRowsMax);
  }

  /** @throws VtError where there is no room, and nowhere else to go. */
  add(hash: number, key: Buffer, times = 1): void {
    const found = this.#count(hash, key);
    if (found) {
      found.writeUInt32LE(found.readUInt32LE() + times);
      return;
    }
    const row = [key, countBytes(times)];
    if (!this.#ctx.spill) this.#held.add(row);
    this.#keys.add(hash, row);
  }

  has(hash: number, key: Buffer): boolean {
    return this.#count(hash, key) !== undefined;
  }

  /** One time less. @returns whether there was one */
  take(hash: number, key: Buffer): boolean {
    const found = this.#count(hash, key);
    const times = found?.readUInt32LE() ?? 0;
    if (times > 0) found?.writeUInt32LE(times - 1);
    return times > 0;
  }

  /** All keys with what `timesOf` reads; valid until `clear`. */
  *all(): Generator<{ readonly hash: number; readonly row: readonly [Buffer, Buffer] }> {
    for (const { hash, row } of this.#keys.all()) yield { hash, row: row as [Buffer, Buffer] };
  }

  clear(): void {
    this.#keys.clear();
  }

  /** Nothing is looked for any more. */
  close(): void {
    this.#keys.close();
  }

  /** Where the count is. */
  #count(hash: number, key: Buffer): Buffer | undefined {
    return this.#keys.valuesOf(hash, key)?.[1] as Buffer | undefined;
  }
}

export function countBytes(times: number): Buffer {
  const bytes = Buffer.allocUnsafe(COUNT_BYTES);
  bytes.writeUInt32LE(times);
  return bytes;
}

export const timesOf = (count: Buffer): number => count.readUInt32LE();
