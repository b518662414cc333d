import { knownFunctions } from '../expr/functions.ts';
import { specialForms } from '../expr/special-forms.ts';
import { isReserved, K, keywordLower } from '../lexer/keywords.ts';

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
  K.JSON_DUALITY_OBJECT,
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
const considered = [
  K.ALL,
  K.COLLATE,
  K.DISTINCT,
  K.DISTINCTROW,
  K.MOD,
  K.RLIKE,
  K.SET,
  K.UNION,
  K.EXCEPT,
  K.INTERSECT,
  K.WITH,
];
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

/** `W` of a keyword. */
export function flagsOf(id: number): number {
  let flags: number = isReserved[id] === 1 ? W.Reserved : 0;
  if (specialForms[id] !== undefined || knownFunctions.has(keywordLower[id]!)) flags |= W.Function;
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
  return flags === 0 && !careful.includes(id) ? W.Soft : flags;
}
