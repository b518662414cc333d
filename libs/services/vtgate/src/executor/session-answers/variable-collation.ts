import { VtError } from '@vt/base';
import { quoteName } from '@vt/sqlparser';
import { BINARY_CHARSET, type Field, Type } from '@vt/sqltypes';
import type { VariableValue } from '../../session/session.ts';
import { scan } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

/** What a JSON is as a text. */
const JSON_COLLATION = 'utf8mb4_bin';
const BY_CODE: ReadonlySet<string> = new Set([JSON_COLLATION, 'utf8mb4_0900_bin']);
const TEXTS: ReadonlySet<number> = new Set([Type.CHAR, Type.ENUM, Type.SET, Type.TEXT, Type.VARCHAR]);

/**
 * The collation with which a user variable is compared, where a literal of its value would not do: one that orders characters by their codes goes
 * before a column's, and a literal's never does.
 */
export function strongCollation({ type, collation }: VariableValue): string | undefined {
  if (type === Type.JSON) return JSON_COLLATION;
  return collation !== undefined && BY_CODE.has(collation) ? collation : undefined;
}

/** Words that have parentheses behind them in a query that may be run twice: they call nothing, or what only reads its arguments. */
const HARMLESS: ReadonlySet<string> = new Set(
  `
  ALL AND ANY AS BY CASE DISTINCT ELSE EXCEPT EXISTS FROM HAVING IN INTERSECT JOIN LIKE NOT ON OR SELECT SOME THEN UNION USING WHEN WHERE XOR
  BINARY CAST CHAR CONVERT VARCHAR
  COALESCE CONCAT CONCAT_WS ELT GREATEST HEX IF IFNULL LCASE LEAST LEFT LOWER LPAD LTRIM MID NULLIF QUOTE REPEAT REPLACE REVERSE RIGHT RPAD RTRIM SUBSTR SUBSTRING TRIM UCASE UNHEX UPPER
  AVG COUNT GROUP_CONCAT MAX MIN SUM
  JSON_ARRAY JSON_EXTRACT JSON_OBJECT JSON_UNQUOTE JSON_VALUE
`
    .trim()
    .split(/\s+/),
);

/** A number of a sequence is taken without parentheses, too; and FOUND_ROWS() is not of a query within another. */
const NEVER_TWICE: ReadonlySet<string> = new Set(['NEXT', 'SQL_CALC_FOUND_ROWS']);

/** Whether a query may be run once more than the client asked: what it calls may leave something behind, or take its time. */
export function isHarmless({ mode }: Pick<StatementRun, 'mode'>, sql: string): boolean {
  const tokens = [...scan(sql, mode)];
  return tokens.every(
    ({ kind, text }, i) =>
      !(kind === 'word' && NEVER_TWICE.has(text)) &&
      (tokens[i + 1]?.text !== '(' ||
        (kind === 'word' ? HARMLESS.has(text) && tokens[i - 1]?.text !== '.' : kind !== 'quoted')),
  );
}

/** The value with the collation of the expression that it came of, of which its column says no more than the connection's. */
export async function withCollation(
  run: StatementRun,
  expression: string,
  value: VariableValue,
): Promise<VariableValue> {
  // Without a query in it nothing is computed for its collation.
  const isPlain = !/\bselect\b/i.test(expression) || isHarmless(run, expression);
  if (!TEXTS.has(value.type) || !isPlain) return value;
  const [collation] = await askCollations(run, `select collation(${expression})`);
  return collation === undefined ? value : { ...value, collation };
}

/** The collations of a query's columns, by their place; empty where none of them is a text, or they cannot be told. */
export async function collationsOf(
  run: StatementRun,
  query: string,
  fields: readonly Field[],
): Promise<readonly (string | undefined)[]> {
  const names = fields.map(({ name }) => name.toLowerCase());
  const isTold = new Set(names).size === names.length && !names.includes('');
  if (!isTold || !fields.some(({ type, charset }) => TEXTS.has(type) && charset !== BINARY_CHARSET)) return [];
  if (!isHarmless(run, query)) return [];
  const asked = fields.map(({ name }) => `collation(${quoteName(name)})`);
  return askCollations(run, `select ${asked.join(', ')} from (${query}) as asked limit 1`);
}

async function askCollations(run: StatementRun, sql: string): Promise<readonly (string | undefined)[]> {
  const warned = run.session.warnings.length;
  try {
    const { rows } = await run.read(sql);
    return rows[0]?.map((name) => (name ? Buffer.from(name).toString() : undefined)) ?? [];
  } catch (thrown) {
    // The value counts as one of the connection's collation then.
    if (thrown instanceof VtError && thrown.id === 'VT12001') return [];
    throw thrown;
  } finally {
    // Nothing that the client asked.
    run.session.warnings.length = warned;
  }
}
