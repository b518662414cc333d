import { RootElements } from './root-elements.ts';
import type { RootElement } from './root-table.ts';

/** A longer run of combining marks is weighed in pieces, each ordered for itself. */
const COMBINING_MAX = 30;
const LONG_PRIMARY = 0x7fff;

/**
 * The sort key of a text that ignores accents, case and width: the primary weights of the root collation of CLDR 23, each
 * two bytes, or three with the highest bit set when above 0x7fff. Punctuation and spaces have weights of their own.
 * INVARIANT: the unicode_loose_* vindexes hash these bytes; a different byte moves rows to other shards.
 */
export function looseKey(text: string): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const elements = orderedElements(points);
  const key = Buffer.alloc(elements.length * 3);
  let size = 0;
  for (const element of elements) {
    const primary = element >>> 8;
    if (primary === 0) continue;
    if (primary > LONG_PRIMARY) key[size++] = (primary >>> 16) | 0x80;
    key[size++] = (primary >>> 8) & 0xff;
    key[size++] = primary & 0xff;
  }
  return key.subarray(0, size);
}

const classOf = (element: RootElement | undefined) => (element ?? 0) & 0xff;

/** The elements of a text, with runs of combining marks put in the order of their classes. */
function orderedElements(points: readonly number[]): RootElement[] {
  const source = new RootElements(points);
  const out: RootElement[] = [];
  let at = 0;
  let settled = 0;
  const more = () => at < points.length;
  while (settled < out.length || more()) {
    if (settled === out.length) at = source.append(out, at);
    let highest = classOf(out.at(-1));
    if (highest === 0) {
      settled = out.length;
      continue;
    }
    if (classOf(out[settled]) === 0) {
      do settled++;
      while (settled < out.length && classOf(out[settled]) === 0);
      continue;
    }
    for (;;) {
      const added = out.length;
      if (!more()) {
        settled = out.length;
        break;
      }
      at = source.append(out, at);
      const next = classOf(out[added]);
      if (next === 0 || out.length - settled > COMBINING_MAX) {
        settled = added;
        break;
      }
      if (next < highest) moveBack(out, settled, added, next);
      else highest = next;
    }
  }
  return out;
}

/** Moves the elements from `added` on before those of a higher class. */
function moveBack(out: RootElement[], settled: number, added: number, ccc: number): void {
  let to = added - 1;
  while (to > settled && ccc < classOf(out[to - 1])) to--;
  out.splice(to, 0, ...out.splice(added));
}
