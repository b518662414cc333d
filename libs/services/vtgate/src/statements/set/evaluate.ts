import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { decodeText, quoteName } from '@vt/sqlparser';
import {
  BINARY_CHARSET,
  type BindValue,
  defaultLiteralMode,
  doubleText,
  encodeValue,
  type Field,
  isBinary,
  Type,
} from '@vt/sqltypes';
import type { ExecutorDeps } from '../../executor/deps.ts';
import { strongCollation, withCollation } from '../../executor/session-answers/variable-collation.ts';
import type { StatementRun } from '../../executor/statement.ts';
import type { VariableValue } from '../../session/session.ts';
import { scan, type Token } from '../../text/scan.ts';
import { unquote } from './parse-set.ts';

const DEPRECATED = 1287;
const NULL: BindValue = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

/** The value of an expression in a SET: constants here, everything else by a mysqld with the session's settings. `variable`: the user variable that gets it. */
export async function evaluate(run: StatementRun, expression: string, variable?: string): Promise<VariableValue> {
  const tokens = [...scan(expression, run.mode)];
  const simple = simpleValue(run, expression, tokens);
  if (simple) return simple;
  if (variable === undefined || tokens.some(({ text }) => text === ':=')) return askShard(run, expression);
  if (tokens.some(({ text }) => text === 'SELECT')) return askText(run, expression);
  if (isStoredQuotient(run, tokens)) return askStored(run, expression, variable);
  const value = await askText(run, expression);
  return isZeroWithDigits(value) ? askStored(run, expression, variable) : value;
}

/** MariaDB stores a quotient with more digits than it shows of it: only the variable itself tells them. */
function isStoredQuotient({ deps }: StatementRun, tokens: readonly Token[]): boolean {
  return isMariadbVersion(deps.options.serverVersion) && tokens.some(({ text }) => text === '/');
}

/** A column shows all its digits of a computed zero, of which the zero itself may have none: `1.50 - 1.50` is 0.00, and 0 in a variable. */
function isZeroWithDigits({ type, value }: VariableValue): boolean {
  return type === Type.DECIMAL && /^-?0\.0+$/.test(decodeText(value));
}

/** The value as a variable of the mysqld has it; the session's own keeps what it has until all of the SET are computed. */
async function askStored(run: StatementRun, expression: string, variable: string): Promise<VariableValue> {
  const { session } = run;
  const { userVariables } = session;
  const before = userVariables.get(variable);
  const warned = session.warnings.length;
  try {
    return await askShard(run, `@${quoteName(variable)} := (${inlineVariables(run, expression)})`);
  } finally {
    if (before) userVariables.set(variable, before);
    else userVariables.delete(variable);
    // The way to assign it here is not the client's.
    session.warnings = session.warnings.filter(({ code }, i) => i < warned || code !== DEPRECATED);
  }
}

function simpleValue(
  { session }: StatementRun,
  expression: string,
  tokens: readonly Token[],
): VariableValue | undefined {
  const [first, second] = tokens;
  if (!first || second) return undefined;
  switch (first.kind) {
    case 'number':
      return /^\d+$/.test(first.text) ? { type: Type.INT64, value: Buffer.from(first.text) } : undefined;
    case 'string':
      // With an escape in it, what it says is for a mysqld to tell.
      return /[\\]|''|""/.test(expression)
        ? undefined
        : { type: Type.VARCHAR, value: Buffer.from(unquote(first.text)) };
    case 'userVariable':
      return session.userVariables.get(first.text.toLowerCase()) ?? NULL;
    case 'word':
      return wordValue(first.text, expression.slice(first.start, first.end));
    case 'quoted':
      // A name where a value is wanted: an engine's, a character set's.
      return { type: Type.VARCHAR, value: Buffer.from(first.text) };
    default:
      return undefined;
  }
}

/** ON, OFF, and names of values that need no quotes (`utf8mb4`, `STRICT_ALL_TABLES`). */
function wordValue(word: string, written: string): BindValue | undefined {
  if (word === 'NULL') return NULL;
  if (word === 'DEFAULT') return undefined;
  if (word === 'TRUE') return { type: Type.INT64, value: Buffer.from('1') };
  if (word === 'FALSE') return { type: Type.INT64, value: Buffer.from('0') };
  return { type: Type.VARCHAR, value: Buffer.from(written) };
}

async function askShard(run: StatementRun, expression: string): Promise<VariableValue> {
  // What assigns a variable needs it as it is.
  const assigns = [...scan(expression, run.mode)].some(({ text }) => text === ':=');
  const result = await run.read(`select ${assigns ? expression : inlineVariables(run, expression)}`);
  if (result.fields.length !== 1) throw VtError.of('VT12001', `expression in SET: ${expression}`);
  return typedVariableValue(result.fields[0], result.rows[0]?.[0] ?? null, run);
}

async function askText(run: StatementRun, expression: string): Promise<VariableValue> {
  return withCollation(run, inlineVariables(run, expression), await askShard(run, expression));
}

/** A column's value as one that a user variable may have. */
export function typedVariableValue(
  field: Field | undefined,
  value: Uint8Array | null,
  { deps }: Pick<StatementRun, 'deps'>,
): VariableValue {
  if (!field) return NULL;
  const type = field.type === Type.BIT && areDigits(field, value, deps) ? Type.UINT64 : field.type;
  if (value === null) return { ...NULL, nullOf: type };
  if (type === Type.FLOAT32) return { type: Type.FLOAT64, value: Buffer.from(asDouble(value)) };
  const isBytes = field.charset === BINARY_CHARSET && (type === Type.VARCHAR || type === Type.TEXT);
  return { type: isBytes ? Type.VARBINARY : type, value };
}

/** A variable has a FLOAT as the DOUBLE that it is. */
function asDouble(float: Uint8Array): string {
  return doubleText(Math.fround(Number(decodeText(float))), NOT_FIXED);
}

const NOT_FIXED = 31;

/** MariaDB shows all bits that are no column's as digits, and MySQL those that COALESCE and its like choose. */
function areDigits({ orgName, columnLength }: Field, value: Uint8Array | null, { options }: ExecutorDeps): boolean {
  if (orgName !== '') return false;
  return isMariadbVersion(options.serverVersion) || value?.length !== Math.ceil(columnLength / 8);
}

/** User variables live here and not on a mysqld: their values are written into the text. */
export function inlineVariables({ session, mode }: Pick<StatementRun, 'session' | 'mode'>, text: string): string {
  let out = '';
  let copied = 0;
  for (const token of scan(text, mode)) {
    if (token.kind !== 'userVariable') continue;
    out += text.slice(copied, token.start) + variableText(session.userVariables.get(token.text.toLowerCase()) ?? NULL);
    copied = token.end;
  }
  return out + text.slice(copied);
}

/** A user variable's value as SQL text. */
export function variableText(value: VariableValue): string {
  if (isBinary(value.type)) return `cast(x'${Buffer.from(value.value).toString('hex')}' as binary)`;
  const collation = strongCollation(value);
  return collation === undefined ? literal(value) : `convert(${literal(value)} using utf8mb4) collate ${collation}`;
}

/** A value as SQL text. */
export function literal(value: BindValue): string {
  return decodeText(encodeValue(value, defaultLiteralMode));
}

export function textOf(value: BindValue): string {
  return value.type === Type.NULL_TYPE ? '' : decodeText(value.value);
}
