import { VtError } from '@vt/base';
import { compareKeys, fromHex, noBytes, normalizeKey, toHex } from './bytes.ts';

/** Keyspace ids from `start` (inclusive) to `end` (exclusive); an empty `end` is the end of the key space. */
export type KeyRange = { readonly start: Uint8Array; readonly end: Uint8Array };

export const fullKeyRange: KeyRange = { start: noBytes, end: noBytes };

/** The range between two hex texts, as in the two halves of a shard name. */
export function parseKeyRangeParts(start: string, end: string): KeyRange {
  return { start: parseBound(start), end: parseBound(end) };
}

/** The range that `-80`, `80-c0`, `c0-` or `-` names. */
export function parseKeyRange(text: string): KeyRange {
  const parts = text.split('-');
  if (parts.length !== 2) throw badRange(`malformed key range '${text}': want <start>-<end> in hex, as in 40-80`);
  const range = parseKeyRangeParts(parts[0] ?? '', parts[1] ?? '');
  if (isEmptyRange(range)) throw badRange(`key range '${text}' is empty: its start is not below its end`);
  return range;
}

export function isValidKeyRange(text: string): boolean {
  return /^(?:[0-9a-f]{2})*-(?:[0-9a-f]{2})*$/i.test(text);
}

/** `40-80`; lower-case hex. */
export function formatKeyRange(range: KeyRange): string {
  return `${toHex(range.start)}-${toHex(range.end)}`;
}

export function keyRangeContains(range: KeyRange, key: Uint8Array): boolean {
  return compareKeys(range.start, key) <= 0 && (range.end.length === 0 || compareKeys(key, range.end) < 0);
}

/** Whether every id of `inner` is in `outer`. */
export function keyRangeContainsRange(outer: KeyRange, inner: KeyRange): boolean {
  return compareKeys(outer.start, inner.start) <= 0 && compareEnds(inner, outer) <= 0;
}

export function keyRangesIntersect(a: KeyRange, b: KeyRange): boolean {
  return startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

/** The ids that are in both, or undefined when there are none. */
export function intersectKeyRanges(a: KeyRange, b: KeyRange): KeyRange | undefined {
  if (!keyRangesIntersect(a, b)) return undefined;
  return {
    start: compareStarts(a, b) >= 0 ? a.start : b.start,
    end: compareEnds(a, b) <= 0 ? a.end : b.end,
  };
}

/** One range of two that touch, in either order; undefined when they do not. */
export function joinKeyRanges(a: KeyRange, b: KeyRange): KeyRange | undefined {
  if (keyRangesContiguous(a, b)) return { start: a.start, end: b.end };
  if (keyRangesContiguous(b, a)) return { start: b.start, end: a.end };
  return undefined;
}

/** Whether `b` starts where `a` ends. */
export function keyRangesContiguous(a: KeyRange, b: KeyRange): boolean {
  return a.end.length > 0 && b.start.length > 0 && compareKeys(a.end, b.start) === 0;
}

export function keyRangesEqual(a: KeyRange, b: KeyRange): boolean {
  return compareStarts(a, b) === 0 && compareEnds(a, b) === 0;
}

export function compareStarts(a: KeyRange, b: KeyRange): -1 | 0 | 1 {
  return compareKeys(a.start, b.start);
}

export function compareEnds(a: KeyRange, b: KeyRange): -1 | 0 | 1 {
  if (a.end.length === 0) return b.end.length === 0 ? 0 : 1;
  return b.end.length === 0 ? -1 : compareKeys(a.end, b.end);
}

/** By start, then by end. */
export function compareKeyRanges(a: KeyRange, b: KeyRange): -1 | 0 | 1 {
  return compareStarts(a, b) || compareEnds(a, b);
}

/** Whether some of the key space is outside. */
export function isPartialRange(range: KeyRange): boolean {
  return normalizeKey(range.start).length > 0 || range.end.length > 0;
}

/** Ranges of a chain of boundaries: `-40-80-` is `-40`, `40-80`, `80-`. `0` and `-` are the whole key space. */
export function parseShardingSpec(spec: string): KeyRange[] {
  const parts = spec.split('-');
  if (parts.length === 1) {
    if (spec === '0') return [fullKeyRange];
    throw badRange(`malformed spec: doesn't define a range: "${spec}"`);
  }
  return parts.slice(1).map((end, i) => specRange(spec, parts[i] ?? '', end, i + 2 === parts.length));
}

function specRange(spec: string, start: string, end: string, last: boolean): KeyRange {
  if (end === '' && !last)
    throw badRange(`malformed spec: MinKey/MaxKey cannot be in the middle of the spec: "${spec}"`);
  const range = parseKeyRangeParts(start, end);
  if (isEmptyRange(range)) throw badRange(`malformed spec: shard limits should be in order: "${spec}"`);
  return range;
}

function parseBound(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw badRange(`'${text}' is not a key range bound: want an even number of hex digits`);
  return bytes;
}

function isEmptyRange(range: KeyRange): boolean {
  return range.end.length > 0 && compareKeys(range.start, range.end) >= 0;
}

function startsBeforeEnd(a: KeyRange, b: KeyRange): boolean {
  return b.end.length === 0 || compareKeys(a.start, b.end) < 0;
}

function badRange(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
