import { knownFunctions } from '../expr/functions.ts';
import { keywordId, keywordLower } from '../lexer/keywords.ts';
import { flagsOf, W } from './word-flags.ts';

/*
 * The fast path looks every word of every query up in an open hash table in flat arrays. The key is a hash of the word's
 * bytes, four of them at a time: it tells all words of up to four bytes apart by itself.
 */
const SLOT_BITS = 13;
export const SLOT_SHIFT = 32 - SLOT_BITS;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
export const WORD_BYTES_MAX = 64;
/** Longer words are told apart by their bytes. */
export const KEY_BYTES = 4;

/** `packLower` of the word in a slot; 0: nothing is there. */
export const keys = new Int32Array(SLOT_MASK + 1);
/** Length of the word in a slot, in bytes. */
export const lengths = new Uint8Array(SLOT_MASK + 1);
/** What the word in a slot is: `W` above INFO_BITS, below them its keyword id (`K`) or function id. */
export const infos = new Int32Array(SLOT_MASK + 1);
export const INFO_BITS = 16;
export const ID_MASK = (1 << INFO_BITS) - 1;
/** `foldExact` of the word in a slot in lower case, and its length. */
export const lowerHashes = new Int32Array(SLOT_MASK + 1);
/** Id under which a function's name goes into the fingerprint: names for the same function have the same. */
export const functionIds = new Uint16Array(SLOT_MASK + 1);
/** The first and the last four bytes of the word in a slot, in lower case; of words of so many. */
export const heads = new Int32Array(SLOT_MASK + 1);
export const tails = new Int32Array(SLOT_MASK + 1);
export const lowerBytes = new Uint8Array((SLOT_MASK + 1) * WORD_BYTES_MAX);

/** Four bytes, or what is left of them, into the hash of a word's letters: with their case … */
export function foldExact(hash: number, bytes: number): number {
  return Math.imul(hash ^ (hash >>> 15) ^ bytes, 0x2c1b3c6d);
}

/** … and without. */
export function foldLower(hash: number, bytes: number): number {
  return Math.imul(hash ^ (hash >>> 15) ^ (bytes | 0x20202020), 0x9e3779b1);
}

/** The key of the word bytes[start, end); the scanner computes the same in its own loop. */
export function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let key = 0;
  for (let at = start; at < end; at += KEY_BYTES) key = foldLower(key, pack(bytes, at, Math.min(at + KEY_BYTES, end)));
  return key;
}

function pack(bytes: Uint8Array, start: number, end: number): number {
  let packed = 0;
  for (let at = start; at < end; at++) packed = (packed << 8) | bytes[at]!;
  return packed;
}

function exactHash(bytes: Uint8Array): number {
  let hash = 0;
  for (let at = 0; at < bytes.length; at += KEY_BYTES) {
    hash = foldExact(hash, pack(bytes, at, Math.min(at + KEY_BYTES, bytes.length)));
  }
  return (hash + bytes.length) | 0;
}

function add(word: string, id: number, functionId: number, flags: number): void {
  const bytes = Uint8Array.from(word, (c) => c.charCodeAt(0) | 0x20);
  const key = keyOf(bytes, 0, bytes.length);
  if (key === 0 || bytes.length > WORD_BYTES_MAX) throw new Error(`the table of words cannot hold ${word}`);
  let slot = key >>> SLOT_SHIFT;
  while (keys[slot] !== 0) slot = (slot + 1) & SLOT_MASK;
  keys[slot] = key;
  infos[slot] = (flags << INFO_BITS) | id;
  lengths[slot] = bytes.length;
  if (bytes.length >= KEY_BYTES) {
    const view = new DataView(bytes.buffer);
    heads[slot] = view.getInt32(0, true);
    tails[slot] = view.getInt32(bytes.length - KEY_BYTES, true);
  }
  functionIds[slot] = functionId;
  lowerHashes[slot] = exactHash(Uint8Array.from(word, (c) => c.charCodeAt(0)));
  lowerBytes.set(bytes, slot * WORD_BYTES_MAX);
}

/** Ids of functions that are no keywords start here. */
const FUNCTION_IDS = 10_000;

const functionNumbers = new Map<string, number>();
const aliases: Readonly<Record<string, string>> = { mid: 'substr', substring: 'substr' };

function canonicalId(name: string): number {
  const keyword = keywordId(name);
  if (keyword !== 0) return keyword;
  let id = functionNumbers.get(name);
  if (id === undefined) functionNumbers.set(name, (id = FUNCTION_IDS + functionNumbers.size));
  return id;
}

for (let id = 1; id < keywordLower.length; id++) {
  const word = keywordLower[id]!;
  if (word.length < 2) continue;
  add(word, id, canonicalId(knownFunctions.get(word)?.name ?? aliases[word] ?? word), flagsOf(id));
}
for (const [word, { name }] of knownFunctions) {
  if (keywordId(word) === 0) add(word, canonicalId(name), canonicalId(name), W.Function);
}

// An aggregate that is no keyword, and may have DISTINCT.
add('st_collect', canonicalId('st_collect'), canonicalId('st_collect'), W.Slow);

/** Is the word in `slot`, which has the same key, bytes[start, start + length) in any case? */
export function isWord(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
  if (lengths[slot] !== length) return false;
  if (length <= KEY_BYTES) return true;
  const from = slot * WORD_BYTES_MAX;
  for (let i = 0; i < length; i++) if ((bytes[start + i]! | 0x20) !== lowerBytes[from + i]) return false;
  return true;
}

/** The slot of bytes[start, start + length), any case, whose key is `key`; -1 for words that mean nothing to the grammar. */
export function findWord(bytes: Uint8Array, start: number, length: number, key: number): number {
  let slot = key >>> SLOT_SHIFT;
  for (;;) {
    const known = keys[slot]!;
    if (known === 0) return -1;
    if (known === key && isWord(slot, bytes, start, length)) return slot;
    slot = (slot + 1) & SLOT_MASK;
  }
}

/** The id of the word bytes[start, end); 0 for words that mean nothing to the grammar. */
export function wordIdOf(bytes: Uint8Array, start: number, end: number): number {
  const slot = findWord(bytes, start, end - start, keyOf(bytes, start, end));
  return slot < 0 ? 0 : infos[slot]! & ID_MASK;
}
