import type { ScanState } from './state.ts';
import { heads, KEY_BYTES, keys, lengths, lowerBytes, SLOT_MASK, SLOT_SHIFT, tails, WORD_BYTES_MAX } from './words.ts';

/**
 * Finds words of the scan's text: the slot of the `length` bytes from `start`, any case, whose key is `key`; -1 for words
 * that mean nothing to the grammar. As `findWord`, but compares four bytes at a time. See scanner.ts for why it is a function around a function.
 */
export function finderOf({ bytes, view }: ScanState): (start: number, length: number, key: number) => number {
  const keyOf = keys;
  const lengthOf = lengths;
  const headOf = heads;
  const tailOf = tails;
  const lowers = lowerBytes;
  const mask = SLOT_MASK;
  const shift = SLOT_SHIFT;
  const keyBytes = KEY_BYTES;
  const rowBytes = WORD_BYTES_MAX;
  const CASE = 0x20202020;

  function same(slot: number, start: number, length: number): boolean {
    if ((view.getInt32(start, true) | CASE) !== headOf[slot]) return false;
    const tail = (length - keyBytes) | 0;
    if ((view.getInt32(start + tail, true) | CASE) !== tailOf[slot]) return false;
    for (let i = keyBytes; i < tail; i++) {
      if ((bytes[start + i]! | 0x20) !== lowers[slot * rowBytes + i]) return false;
    }
    return true;
  }

  return (start, length, key) => {
    let slot = key >>> shift;
    for (;;) {
      const known = keyOf[slot]!;
      if (known === 0) return -1;
      if (known === key && lengthOf[slot] === length && (length <= keyBytes || same(slot, start, length))) return slot;
      slot = (slot + 1) & mask;
    }
  };
}
