import { toVtError, VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import { SqlError } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { refuseUnprepared } from '../executor/described/not-preparable.ts';
import { asParameterError } from '../executor/errors/parameter-error.ts';
import { warnOfSpelling } from '../executor/errors/spelled-warnings.ts';
import { asVtError } from '../executor/errors/sql-error.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';
import { findParams, inlineParams } from '../mysql/inline-params.ts';
import { knownParams } from '../mysql/known-params.ts';
import { executedBy } from '../mysql/limit-params.ts';
import type { VariableValue } from '../session/session.ts';
import { classify } from '../text/classify.ts';
import { scan, type Token } from '../text/scan.ts';
import { evaluate, textOf } from './set/evaluate.ts';
import { syntaxError } from './transaction.ts';

const PREPARED_MAX = 16_382;

/** PREPARE name FROM 'text' | @variable */
export const prepare: StatementHandler = async (run) => {
  const { session, sink, sql, mode, deps } = run;
  const [, name, from, source] = tokensOf(run);
  if (!name || from?.text !== 'FROM' || !source) throw syntaxError(sql);
  const value = await evaluate(run, sql.slice(source.start));
  // A variable that has no value is the word, which is no statement.
  const text = value.type === Type.NULL_TYPE ? 'NULL' : textOf(value);
  const key = nameText(name, sql).toLowerCase();
  session.prepared.delete(key);
  checkSyntax(run, text);
  const { params } = await run.describe(text);
  if (session.prepared.size >= PREPARED_MAX) throw tooMany();
  const known = knownParams(text, params, session, deps.options.serverVersion);
  session.prepared.set(key, { sql: text, target: session.target, known });
  session.changes.other();
  warnOfSpelling({ session, sql: text, mode, classified: classify(text, mode), deps });
  answerOk(sink, { info: 'Statement prepared' });
};

/** EXECUTE name [USING @a, @b …] */
export const executePrepared: StatementHandler = async (run) => {
  const { session, sql, mode } = run;
  const [, name, using, ...rest] = tokensOf(run);
  if (!name) throw syntaxError(sql);
  if (using && isMariadb(run) && name.kind === 'word' && name.text === 'IMMEDIATE') return executeImmediate(run);
  if (using && using.text !== 'USING') throw syntaxError(sql);
  const shown = nameText(name, sql);
  const found = session.prepared.get(shown.toLowerCase());
  if (found === undefined) throw VtError.of('VT09011', shown, 'EXECUTE');
  const { sql: text, target = session.target, known } = found;
  const offsets = findParams(text, mode);
  const values = await valuesOf(run, rest);
  const by = executedBy('EXECUTE', run.deps.options.serverVersion);
  const written = inlineParams(text, offsets, values, mode, session.parameters, by, known);
  // Its tables are where it was prepared.
  const selected = session.target;
  const isElsewhere = target.keyspace !== selected.keyspace;
  if (isElsewhere) session.target = target;
  try {
    await run.instead(written);
  } catch (thrown) {
    throw asParameterError(toVtError(thrown), session, run.deps, { sql: text, target });
  } finally {
    if (isElsewhere && session.target === target) session.target = selected;
  }
};

/** EXECUTE IMMEDIATE text [USING value, …], which only MariaDB has. */
async function executeImmediate(run: StatementRun): Promise<void> {
  const { session, sql, mode } = run;
  const [, , ...tokens] = tokensOf(run);
  const [source = [], ...more] = splitBy(tokens, 'USING');
  const first = source[0];
  if (!first || more.length > 1) throw syntaxError(sql);
  const value = await evaluate(run, textBetween(sql, source));
  const text = value.type === Type.NULL_TYPE ? 'NULL' : textOf(value);
  checkSyntax(run, text);
  const [params = []] = more;
  const values = await valuesOf(run, params);
  const by = executedBy('EXECUTE', run.deps.options.serverVersion);
  await run.instead(inlineParams(text, findParams(text, mode), values, mode, session.parameters, by));
}

/** What a statement is executed with: user variables, and on MariaDB anything that has a value. */
async function valuesOf(run: StatementRun, tokens: readonly Token[]): Promise<VariableValue[]> {
  const { session, sql } = run;
  const values: VariableValue[] = [];
  if (tokens.length === 0) return values;
  for (const part of splitBy(tokens, ',')) {
    const [first, second] = part;
    if (!first) throw syntaxError(sql);
    if (first.kind === 'userVariable' && !second) values.push(session.variable(first.text) ?? nullValue);
    else if (isMariadb(run)) values.push(await evaluate(run, textBetween(sql, part)));
    else throw syntaxError(sql);
  }
  return values;
}

/** At a word or sign that is not in parentheses. */
function splitBy(tokens: readonly Token[], at: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    const isBorder = depth === 0 && token.text === at && token.kind !== 'string' && token.kind !== 'quoted';
    if (isBorder) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

const textBetween = (sql: string, tokens: readonly Token[]): string => sql.slice(tokens[0]?.start, tokens.at(-1)?.end);

const isMariadb = ({ deps }: StatementRun): boolean => isMariadbVersion(deps.options.serverVersion);

/** DEALLOCATE | DROP PREPARE name */
export const deallocate: StatementHandler = async (run) => {
  const [, , name] = tokensOf(run);
  if (!name) throw syntaxError(run.sql);
  const shown = nameText(name, run.sql);
  if (!run.session.prepared.delete(shown.toLowerCase())) throw VtError.of('VT09011', shown, 'DEALLOCATE PREPARE');
  run.session.changes.other();
  answerOk(run.sink);
};

const nullValue = { type: 0, value: new Uint8Array(0) } as const;

function tokensOf({ sql, mode }: StatementRun): Token[] {
  return [...scan(sql, mode)];
}

function nameText(token: Token, sql: string): string {
  return token.kind === 'word' ? sql.slice(token.start, token.end) : token.text;
}

/** What our grammar does not know a mysqld may; what both refuse is refused when it is executed. */
function checkSyntax({ session, sql, mode, deps }: StatementRun, text: string): void {
  refuseUnprepared(text, mode, deps.options.serverVersion);
  if (!/^\s*(?:select|insert|update|delete|replace|with)\b/i.test(text)) {
    if (/^\s*\w+\s*$/.test(text) && !/^\s*(?:begin|commit|rollback)\s*$/i.test(text)) throw syntaxError(text || sql);
    return;
  }
  try {
    parseAsServer(text, session.sqlMode, deps.options.serverVersion);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

function tooMany(): VtError {
  const message = `Can't create more than max_prepared_stmt_count statements (current value: ${PREPARED_MAX})`;
  return new VtError({ code: 'RESOURCE_EXHAUSTED', errno: 1461, state: '42000', message });
}
