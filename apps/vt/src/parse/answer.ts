import { normalize, type ParseOptions, parse, print, redact, SqlError, splitStatements } from '@vt/sqlparser';

export const parseModes = ['parse', 'normalize', 'redact', 'split'] as const;
export type ParseMode = (typeof parseModes)[number];

const ER_UNKNOWN_ERROR = 1105;

/** The JSON line that answers one JSON line `{"sql": "…"}`. Never throws: what is wrong is in the answer. */
export function answerLine(line: string, mode: ParseMode, options: ParseOptions): string {
  try {
    return JSON.stringify(answer(sqlOf(line), mode, options));
  } catch (error) {
    if (error instanceof SqlError) {
      const { errno, message, position } = error;
      return JSON.stringify({ error: { errno, message, position } });
    }
    const message = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ error: { errno: ER_UNKNOWN_ERROR, message, position: 0 } });
  }
}

function sqlOf(line: string): string {
  const value: unknown = JSON.parse(line);
  const sql = typeof value === 'object' && value !== null && 'sql' in value ? value.sql : value;
  if (typeof sql !== 'string') throw new TypeError('a line is {"sql": "…"}');
  return sql;
}

function answer(sql: string, mode: ParseMode, options: ParseOptions): object {
  if (mode === 'split') {
    return { statements: splitStatements(sql, options).map(({ start, end }) => sql.slice(start, end)) };
  }
  const statement = parse(sql, options);
  if (mode === 'normalize') {
    const normal = normalize(statement);
    return { sql: print(normal.statement), kind: statement.kind, binds: Object.fromEntries(normal.binds) };
  }
  return { sql: mode === 'redact' ? redact(statement) : print(statement), kind: statement.kind, binds: {} };
}
