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
  /** Known to the grammar but not reserved: mostly a name. */
  Name: 64,
  /** A parenthesis behind it is part of the grammar, not grouping. */
  Opens: 128,
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
} as const;

type Entry = { readonly bytes: Uint8Array; readonly id: number; readonly flags: number };

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
const opens = [
  K.ALL,
  K.EXISTS,
  K.IF,
  K.IN,
  K.INDEX,
  K.INSERT,
  K.INTERVAL,
  K.KEY,
  K.LEFT,
  K.MOD,
  K.PARTITION,
  K.REPEAT,
  K.REPLACE,
  K.RIGHT,
  K.USING,
  K.VALUES,
];

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
const clauses: readonly number[] = [...endsBy, ...endsList, ...endsFrom, K.JOIN, K.STRAIGHT_JOIN, K.ON, K.VALUES];

const TABLE_BITS = 13;
const TABLE_SIZE = 1 << TABLE_BITS;
const slots: (Entry | undefined)[] = new Array<Entry | undefined>(TABLE_SIZE).fill(undefined);
let bytesMax = 0;
/** Longest word that can be found. */
export function wordBytesMax(): number {
  return bytesMax;
}

function slotOf(first: number, second: number, last: number, length: number): number {
  const key = (first & 31) | ((second & 31) << 5) | ((last & 31) << 10) | (length << 15);
  return Math.imul(key, 0x9e3779b1) >>> (32 - TABLE_BITS);
}

function add(word: string, id: number, flags: number): void {
  const bytes = Uint8Array.from(word, (c) => c.charCodeAt(0) | 0x20);
  let slot = slotOf(bytes[0]!, bytes[1]!, bytes[bytes.length - 1]!, bytes.length);
  while (slots[slot] !== undefined) slot = (slot + 1) & (TABLE_SIZE - 1);
  slots[slot] = { bytes, id, flags };
  bytesMax = Math.max(bytesMax, bytes.length);
}

function flagsOf(id: number): number {
  let flags = isReserved[id] === 1 ? W.Reserved : W.Name;
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
  if (opens.includes(id)) flags |= W.Opens;
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
  add(word, id, flagsOf(id) | (knownFunctions.has(word) ? W.Function : 0));
}
for (const [word, { name }] of knownFunctions) {
  if (keywordId(word) === 0) add(word, canonicalId(name), W.Function);
}

/** Id under which a function's name goes into the fingerprint: names for the same function have the same. */
export function functionId(id: number): number {
  return functionIds.get(id) ?? id;
}

/** The entry of bytes[start, end), any case; undefined for words that mean nothing to the grammar. */
export function findWord(bytes: Uint8Array, start: number, end: number): Entry | undefined {
  const length = end - start;
  if (length < 2 || length > bytesMax) return undefined;
  let slot = slotOf(bytes[start]!, bytes[start + 1]!, bytes[end - 1]!, length);
  for (;;) {
    const entry = slots[slot];
    if (entry === undefined || same(entry.bytes, bytes, start, length)) return entry;
    slot = (slot + 1) & (TABLE_SIZE - 1);
  }
}

function same(word: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (word.length !== length) return false;
  for (let i = 0; i < length; i++) if ((bytes[start + i]! | 0x20) !== word[i]) return false;
  return true;
}
