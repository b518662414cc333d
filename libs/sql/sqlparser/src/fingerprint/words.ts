import { knownFunctions } from '../expr/functions.ts';
import { specialForms } from '../expr/special-forms.ts';
import { isReserved, K, keywordId, keywordLower } from '../lexer/keywords.ts';

/** What the fast path does with a word. */
export const W = {
  /** Always a keyword, unless a dot stands before it. */
  Reserved: 1,
  /** Ends an operand, as NULL does: a minus behind it subtracts. */
  Value: 2,
  /** The fast path does not know enough of what follows. */
  Slow: 4,
  /** The canonical text may have it in another place or form. */
  Inexact: 8,
  /** Says nothing: the canonical text is the same without it. */
  Silent: 16,
  /** A function, when a parenthesis follows. */
  Function: 32,
  /** A keyword and no more: nothing is to be thought of when it comes. */
  Plain: 64,
  /** A border of clauses that does more than end what it ends. */
  Starts: 128,
  /** A function of the time: what is in its parentheses is no literal. */
  Clock: 256,
  /** Ends a list of positions. */
  EndsBy: 512,
  /** Ends a select list. */
  EndsList: 1024,
  /** Ends a list of tables. */
  EndsFrom: 2048,
  /** A border of clauses. */
  Clause: 4096,
  /** Not reserved, and a name wherever the fast path reads on. */
  Soft: 8192,
} as const;

const values = [
  K.CURRENT_DATE,
  K.CURRENT_TIME,
  K.CURRENT_TIMESTAMP,
  K.CURRENT_USER,
  K.DEFAULT,
  K.FALSE,
  K.LOCALTIME,
  K.LOCALTIMESTAMP,
  K.NULL,
  K.TRUE,
  K.UTC_DATE,
  K.UTC_TIME,
  K.UTC_TIMESTAMP,
];
const clocks = [
  K.CURDATE,
  K.CURRENT_DATE,
  K.CURRENT_TIME,
  K.CURRENT_TIMESTAMP,
  K.CURTIME,
  K.LOCALTIME,
  K.LOCALTIMESTAMP,
  K.NOW,
  K.SYSDATE,
  K.UTC_DATE,
  K.UTC_TIME,
  K.UTC_TIMESTAMP,
];
/** Words with a grammar behind them that keeps literals, or that the normaliser treats in its own way. */
const slow = [
  K.BINARY,
  K.CAST,
  K.CHAR,
  K.CONVERT,
  K.FETCH,
  K.FUNCTION,
  K.GROUP_CONCAT,
  K.JSON_TABLE,
  K.JSON_VALUE,
  K.LATERAL,
  K.LINES,
  K.LOAD,
  K.MATCH,
  K.OUTFILE,
  K.OVER,
  K.PROCEDURE,
  K.RANGE,
  K.RETURNING,
  K.SEPARATOR,
  K.SYSTEM_TIME,
  K.TABLE,
  K.TERMINATED,
  K.WEIGHT_STRING,
  K.WINDOW,
];
const inexact = [
  K.CURRENT_DATE,
  K.CURRENT_TIME,
  K.CURRENT_TIMESTAMP,
  K.CURRENT_USER,
  K.DUAL,
  K.LOCALTIME,
  K.LOCALTIMESTAMP,
  K.NATURAL,
  K.SQL_BIG_RESULT,
  K.SQL_CALC_FOUND_ROWS,
  K.SQL_SMALL_RESULT,
  K.HIGH_PRIORITY,
  K.UTC_DATE,
  K.UTC_TIME,
  K.UTC_TIMESTAMP,
  K.UNSIGNED,
];
const silent = [K.AS, K.ASC, K.CROSS, K.INNER, K.INTO, K.OUTER];

/** Reserved words that the scanner has a case for. */
const considered = [K.ALL, K.DISTINCT, K.DISTINCTROW, K.MOD, K.RLIKE, K.SET, K.UNION, K.EXCEPT, K.INTERSECT, K.WITH];
/** Words that are not reserved and are more than names somewhere. */
const careful = [K.DUPLICATE, K.OFFSET, K.RETURNING, K.SEPARATOR, K.SOME, K.VALUE];
const starts = [K.BY, K.FROM, K.JOIN, K.LIMIT, K.SELECT, K.STRAIGHT_JOIN];
const plain = W.Reserved | W.Clause | W.Starts | W.EndsBy | W.EndsFrom | W.EndsList;

const endsBy = [K.EXCEPT, K.FOR, K.HAVING, K.INTERSECT, K.LIMIT, K.LOCK, K.SELECT, K.UNION, K.WITH];
const endsList = [K.EXCEPT, K.FOR, K.FROM, K.GROUP, K.HAVING, K.INTERSECT, K.LIMIT, K.LOCK, K.ORDER, K.UNION, K.WHERE];
const endsFrom = [
  K.EXCEPT,
  K.FOR,
  K.GROUP,
  K.HAVING,
  K.INTERSECT,
  K.LIMIT,
  K.LOCK,
  K.ON,
  K.ORDER,
  K.SELECT,
  K.SET,
  K.UNION,
  K.WHERE,
];
const clauses: readonly number[] = [...endsBy, ...endsList, ...endsFrom, K.BY, K.JOIN, K.STRAIGHT_JOIN, K.VALUES];

const TABLE_BITS = 13;
const TABLE_SIZE = 1 << TABLE_BITS;
const WORD_BYTES_MAX = 64;

// An open hash table in flat arrays: the fast path looks every word of every query up in it.
/** `lowerHash` of the word in a slot; 0: nothing is there. */
const keys = new Int32Array(TABLE_SIZE);
/** Keyword id (`K`), or function id, of the word in a slot. */
export const wordIds = new Uint16Array(TABLE_SIZE);
/** `W` of the word in a slot. */
export const wordFlags = new Uint16Array(TABLE_SIZE);
const lengths = new Uint8Array(TABLE_SIZE);
const lowerBytes = new Uint8Array(TABLE_SIZE * WORD_BYTES_MAX);

/** The hash of a word by which it is looked up; the scanner computes the same in its own loop. */
export function lowerHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at]! | 0x20), 0x01000193);
  return hash;
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - TABLE_BITS);
}

function add(word: string, id: number, flags: number): void {
  const bytes = Uint8Array.from(word, (c) => c.charCodeAt(0) | 0x20);
  const hash = lowerHash(bytes, 0, bytes.length);
  if (hash === 0 || bytes.length > WORD_BYTES_MAX) throw new Error(`the table of words cannot hold ${word}`);
  let slot = slotOf(hash);
  while (keys[slot] !== 0) slot = (slot + 1) & (TABLE_SIZE - 1);
  keys[slot] = hash;
  wordIds[slot] = id;
  wordFlags[slot] = flags;
  lengths[slot] = bytes.length;
  lowerBytes.set(bytes, slot * WORD_BYTES_MAX);
}

function flagsOf(id: number): number {
  let flags: number = isReserved[id] === 1 ? W.Reserved : 0;
  if (specialForms[id] !== undefined) flags |= W.Function;
  if (values.includes(id)) flags |= W.Value;
  if (slow.includes(id)) flags |= W.Slow;
  if (inexact.includes(id)) flags |= W.Inexact;
  if (silent.includes(id)) flags |= W.Silent;
  if (clocks.includes(id)) flags |= W.Clock;
  if (endsBy.includes(id)) flags |= W.EndsBy;
  if (endsList.includes(id)) flags |= W.EndsList;
  if (endsFrom.includes(id)) flags |= W.EndsFrom;
  if (clauses.includes(id)) flags |= W.Clause;
  if (starts.includes(id)) flags |= W.Starts;
  if ((flags & W.Reserved) !== 0 && (flags & ~plain) === 0 && !considered.includes(id)) flags |= W.Plain;
  return flags;
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

/** Ids under which the names of functions go into the fingerprint, where they are not their own. */
const functionIds = new Map<number, number>();

for (let id = 1; id < keywordLower.length; id++) {
  const word = keywordLower[id]!;
  if (word.length < 2) continue;
  const name = knownFunctions.get(word)?.name ?? aliases[word] ?? word;
  functionIds.set(id, canonicalId(name));
  const flags = flagsOf(id) | (knownFunctions.has(word) ? W.Function : 0);
  add(word, id, flags === 0 && !careful.includes(id) ? W.Soft : flags);
}
for (const [word, { name }] of knownFunctions) {
  if (keywordId(word) === 0) add(word, canonicalId(name), W.Function);
}

/** Id under which a function's name goes into the fingerprint: names for the same function have the same. */
export function functionId(id: number): number {
  return functionIds.get(id) ?? id;
}

/** The slot of bytes[start, end), any case, whose `lowerHash` is `hash`; -1 for words that mean nothing to the grammar. */
export function findWord(bytes: Uint8Array, start: number, end: number, hash: number): number {
  let slot = slotOf(hash);
  for (;;) {
    const key = keys[slot];
    if (key === 0) return -1;
    if (key === hash && same(slot, bytes, start, end - start)) return slot;
    slot = (slot + 1) & (TABLE_SIZE - 1);
  }
}

/** The id of the word bytes[start, end); 0 for words that mean nothing to the grammar. */
export function wordIdOf(bytes: Uint8Array, start: number, end: number): number {
  const slot = findWord(bytes, start, end, lowerHash(bytes, start, end));
  return slot < 0 ? 0 : wordIds[slot]!;
}

function same(slot: number, bytes: Uint8Array, start: number, length: number): boolean {
  if (lengths[slot] !== length) return false;
  const from = slot * WORD_BYTES_MAX;
  for (let i = 0; i < length; i++) if ((bytes[start + i]! | 0x20) !== lowerBytes[from + i]) return false;
  return true;
}
