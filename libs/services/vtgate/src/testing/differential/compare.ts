import { toMysqlError, toVtError } from '@vt/base';
import {
  ColumnFlag,
  type Field,
  isFloat,
  isIntegral,
  isSigned,
  isText,
  type Result,
  Type,
  typeName,
} from '@vt/sqltypes';

export type Answer =
  | { readonly result: Result }
  | { readonly errno: number; readonly state: string; readonly message: string; readonly refused: boolean };

/** More rows in memory than the gate may hold. */
const TOO_MUCH = 1153;

export type Verdict =
  /** `errno`: both refused it as an error of the statement's. */
  | { readonly kind: 'same'; readonly errno?: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'different'; readonly why: string };

export async function answerOf(run: () => Promise<Result>): Promise<Answer> {
  try {
    return { result: await run() };
  } catch (thrown) {
    const error = toVtError(thrown);
    // As a client is told of it.
    const { errno, state } = toMysqlError(error);
    return {
      errno,
      state,
      message: error.message,
      refused: error.id === 'VT12001' || error.message.includes('VT12001') || error.errno === TOO_MUCH,
    };
  }
}

export type Comparison = {
  /** The statement says in which order rows come. */
  readonly ordered: boolean;
  /** What a statement without rows says of itself counts too. */
  readonly strict?: boolean;
  /** Texts are compared byte by byte: none stands for others that are equal to it. */
  readonly exact?: boolean;
  /** Columns of decimals of which only the number counts, and not how many digits it is shown with. */
  readonly numbers?: ReadonlySet<number>;
  /** False of what reads, SELECT … INTO too: it warns as often as it happens to compute something. Default true. */
  readonly countsWarnings?: boolean;
};

/** What is different between two answers. */
export function compareAnswers(
  plain: Answer,
  gate: Answer,
  { ordered, strict, exact, numbers, countsWarnings = true }: Comparison,
): Verdict {
  if ('errno' in gate && gate.refused)
    return { kind: 'refused', reason: gate.message.replace(/^VT12001: unsupported: /, '') };
  if ('errno' in plain || 'errno' in gate) return compareErrors(plain, gate);
  const said = strict ? compareSaid(plain.result, gate.result, countsWarnings) : undefined;
  if (said) return { kind: 'different', why: said };
  const fields = compareFields(plain.result, gate.result);
  if (fields) return { kind: 'different', why: fields };
  const expected = rowsOf(plain.result, exact, numbers);
  const got = rowsOf(gate.result, exact, numbers);
  if (!ordered) {
    expected.sort();
    got.sort();
  }
  if (expected.length !== got.length)
    return { kind: 'different', why: `${got.length} rows instead of ${expected.length}${whichRows(expected, got)}` };
  const at = expected.findIndex((row, i) => row !== got[i]);
  return at < 0 ? { kind: 'same' } : { kind: 'different', why: `row ${at}: ${got[at]} instead of ${expected[at]}` };
}

/** Whether a read warns counts too, where it is about no rows: else mysqld warns as often as it happens to compute something. */
export function withWarnings(verdict: Verdict, plain: Answer, gate: Answer): Verdict {
  if (verdict.kind !== 'same' || 'errno' in plain || 'errno' in gate) return verdict;
  const [expected, got] = [plain.result.warnings, gate.result.warnings];
  return expected === got ? verdict : { kind: 'different', why: `${got} warnings instead of ${expected}` };
}

const SHOWN_MAX = 4;

/** Some of the rows that only one of the two has. */
function whichRows(expected: readonly string[], got: readonly string[]): string {
  const missing = without(expected, got);
  const extra = without(got, expected);
  return `; missing ${missing.slice(0, SHOWN_MAX).join(' ') || 'none'}, extra ${extra.slice(0, SHOWN_MAX).join(' ') || 'none'}`;
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return rows.filter((row) => {
    const left = counts.get(row) ?? 0;
    counts.set(row, left - 1);
    return left <= 0;
  });
}

function compareSaid(plain: Result, gate: Result, countsWarnings: boolean): string | undefined {
  if (plain.fields.length > 0) return undefined;
  if (plain.affectedRows !== gate.affectedRows)
    return `${gate.affectedRows} rows affected instead of ${plain.affectedRows}`;
  if (plain.insertId !== gate.insertId) return `insert id ${gate.insertId} instead of ${plain.insertId}`;
  if (countsWarnings && plain.warnings !== gate.warnings)
    return `${gate.warnings} warnings instead of ${plain.warnings}`;
  if (plain.info !== gate.info && !isUntold(plain, gate)) return `it says '${gate.info}' instead of '${plain.info}'`;
  return undefined;
}

/** Where MariaDB knows before it looks that no row can be met (EXPLAIN: Impossible WHERE, no rows of a range), it says nothing. */
const isUntold = (plain: Result, gate: Result): boolean =>
  plain.info === '' && gate.info.startsWith('Rows matched: 0 ');

function compareErrors(plain: Answer, gate: Answer): Verdict {
  if ('errno' in plain && 'errno' in gate) {
    return plain.errno === gate.errno
      ? { kind: 'same', errno: plain.errno }
      : { kind: 'different', why: `error ${gate.errno} ${gate.message} instead of ${plain.errno} ${plain.message}` };
  }
  const text = (answer: Answer) =>
    'errno' in answer ? `error ${answer.errno} ${answer.message}` : `${answer.result.rows.length} rows`;
  return { kind: 'different', why: `${text(gate)} instead of ${text(plain)}` };
}

function compareFields({ fields: plain, rows }: Result, { fields: gate }: Result): string | undefined {
  if (plain.length !== gate.length) return `${gate.length} columns instead of ${plain.length}`;
  for (const [i, expected] of plain.entries()) {
    const got = gate[i] as Field;
    if (expected.name !== got.name) return `column ${i} is called ${got.name} instead of ${expected.name}`;
    if (!isSameType(expected, got))
      return `column ${expected.name} is ${typeName(got.type)} instead of ${typeName(expected.type)}`;
    if (hasDigits(expected, rows.length > 0) && expected.decimals !== got.decimals && !isOfTemporaryTable(got))
      return `column ${expected.name} has ${got.decimals} digits instead of ${expected.decimals}`;
  }
  return undefined;
}

/**
 * Which integer type a computed column has depends in MySQL on whether a temporary table was in the way, as it does whether a longer text is a TEXT, bytes of
 * one length are BINARY, and texts that addtime() makes CHAR (SELECT SQL_BUFFER_RESULT shows them as VARCHAR). On MariaDB a text of no characters is a CHAR
 * behind a temporary table (SELECT DISTINCT LEFT(s, 0)), and else none.
 */
function isSameType(
  { type: expected, columnLength: expectedLength, orgTable }: Field,
  { type: got, columnLength }: Field,
): boolean {
  if (expected === got) return true;
  if (orgTable === '' && [expected, got].every((type) => SHORT_TEXTS.has(type))) return true;
  if (isIntegral(expected) && isIntegral(got)) return isSigned(expected) === isSigned(got);
  const isLong = Math.max(expectedLength, columnLength) > SHORT_BYTES_MAX;
  return (
    (expected === Type.CHAR && expectedLength === 0 && got === Type.VARCHAR) ||
    [expected, got].every((type) => BYTES.has(type) || (type === Type.BLOB && isLong)) ||
    [expected, got].every((type) => type === Type.VARCHAR || (type === Type.TEXT && isLong))
  );
}

const SHORT_BYTES_MAX = 512;
const SHORT_TEXTS: ReadonlySet<number> = new Set([Type.CHAR, Type.VARCHAR]);
const BYTES: ReadonlySet<number> = new Set([Type.BINARY, Type.VARBINARY]);

/** Rows as text: of equal texts under a collation any may stand for all, and sums of doubles depend on their order. */
function rowsOf({ fields, rows }: Result, exact = false, numbers?: ReadonlySet<number>): string[] {
  return rows.map((row) =>
    JSON.stringify(
      row.map((value, i) => {
        if (value === null) return null;
        const text = Buffer.from(value).toString();
        const { type } = fields[i] as Field;
        if (isFloat(type)) return Number(text).toPrecision(10);
        if (numbers?.has(i)) return text.replace(/\.?0*$/, '');
        return isText(type) && !exact
          ? text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trimEnd().replaceAll('ß', 'ss')
          : text;
      }),
    ),
  );
}

/** What shows one of several texts that are equal to each other, whichever. */
const PICKS =
  /\b(group|distinct|union|intersect|except|min|max|least|greatest|any_value|over|using|natural|group_concat|json_\w+agg)\b/i;

/** Whether every text that the statement shows is one that its rows and expressions give. */
export const showsExactTexts = (sql: string): boolean => !PICKS.test(sql);

/** ORDER BY at the end of the statement itself, not of a part of it. */
export function saysOrder(sql: string): boolean {
  let depth = 0;
  let found = false;
  for (const [token] of sql.matchAll(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|\border\s+by\b/gi)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && /^order/i.test(token)) found = true;
  }
  return found;
}

/** A long text that has been in a mysqld's temporary table is a column of that: it says so as of any column, which has no digits, where others compute it (`sql_buffer_result` shows both). */
const isOfTemporaryTable = ({ orgTable, orgName, flags }: Field): boolean =>
  orgTable === '' && orgName !== '' && (flags & ColumnFlag.BLOB) !== 0;

const NO_DIGITS = 31;

/**
 * Whose number of decimals a client may go by; of most texts it says that there are none. Without rows MySQL says so of a text as well where it saw before
 * it made a temporary table that a condition never holds.
 */
const hasDigits = ({ type, decimals }: Field, hasRows: boolean): boolean =>
  type === Type.DECIMAL || ((type === Type.TEXT || type === Type.BLOB) && hasRows && decimals === NO_DIGITS);
