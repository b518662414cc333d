import { normalize, type ParseOptions, parse, print, redact, SqlError, splitStatements } from '@vt/sqlparser';

export const parseModes = ['parse', 'normalize', 'redact', 'split'] as const;
export type ParseMode = (typeof parseModes)[number];

const ER_UNKNOWN_ERROR = 1105;

/** The JSON line that answers one JSON line `{"sql": "…"}`. Never throws: what is wrong is in the answer. */
export function answerLine(line: string, mode: ParseMode, options: ParseOptions): string {
  try {
    const { sql, partial } = lineOf(line);
    return JSON.stringify(answer(sql, mode, partial ? { ...options, partialDdl: true } : options));
  } catch (error) {
    if (error instanceof SqlError) {
      const { errno, message, position } = error;
      return JSON.stringify({ error: { errno, message, position } });
    }
    const message = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ error: { errno: ER_UNKNOWN_ERROR, message, position: 0 } });
  }
}

/** `{"sql": "…"}`; with `"partial_ddl": true` a data definition is read as far as its name. */
function lineOf(line: string): { readonly sql: string; readonly partial: boolean } {
  const value: unknown = JSON.parse(line);
  const fields =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : { sql: value };
  const { sql } = fields;
  if (typeof sql !== 'string') throw new TypeError('a line is {"sql": "…"}');
  return { sql, partial: fields['partial_ddl'] === true };
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
