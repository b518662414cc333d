import {
  normalize,
  type ParseOptions,
  type PrepareOptions,
  parse,
  prepareForSession,
  print,
  redact,
  SqlError,
  splitStatements,
} from '@vt/sqlparser';

export const parseModes = ['parse', 'normalize', 'redact', 'rewrite', 'split'] as const;
export type ParseMode = (typeof parseModes)[number];

const ER_UNKNOWN_ERROR = 1105;

/** The JSON line that answers one JSON line `{"sql": "…"}`. Never throws: what is wrong is in the answer. */
export function answerLine(line: string, mode: ParseMode, options: ParseOptions): string {
  try {
    const { sql, partial, session } = lineOf(line);
    return JSON.stringify(answer(sql, mode, partial ? { ...options, partialDdl: true } : options, session));
  } catch (error) {
    if (error instanceof SqlError) {
      const { errno, message, position } = error;
      return JSON.stringify({ error: { errno, message, position } });
    }
    const message = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ error: { errno: ER_UNKNOWN_ERROR, message, position: 0 } });
  }
}

type Line = { readonly sql: string; readonly partial: boolean; readonly session: PrepareOptions };

/**
 * `{"sql": "…"}`; with `"partial_ddl": true` a data definition is read as far as its name; `"database"`, `"hint"` and
 * `"system_variables"` are the session's, for rewriting.
 */
function lineOf(line: string): Line {
  const value: unknown = JSON.parse(line);
  const fields =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : { sql: value };
  const { sql, database, hint, system_variables: set } = fields;
  if (typeof sql !== 'string') throw new TypeError('a line is {"sql": "…"}');
  const session: PrepareOptions = {
    database: typeof database === 'string' ? database : '',
    hint: typeof hint === 'string' ? hint : '',
    systemVariables: Array.isArray(set) ? set.map((name) => String(name).toLowerCase()) : [],
  };
  return { sql, partial: fields['partial_ddl'] === true, session };
}

function answer(sql: string, mode: ParseMode, options: ParseOptions, session: PrepareOptions): object {
  if (mode === 'split') {
    return { statements: splitStatements(sql, options).map(({ start, end }) => sql.slice(start, end)) };
  }
  const statement = parse(sql, options);
  if (mode === 'normalize') {
    const normal = normalize(statement);
    return { sql: print(normal.statement), kind: statement.kind, binds: Object.fromEntries(normal.binds) };
  }
  if (mode === 'rewrite') {
    const { statement: rewritten, needs } = prepareForSession(statement, session);
    return { sql: print(rewritten), kind: rewritten.kind, binds: {}, needs: [...needs] };
  }
  return { sql: mode === 'redact' ? redact(statement) : print(statement), kind: statement.kind, binds: {} };
}
