import type { Statement } from '../ast/node.ts';
import { parsePartialDdl } from '../ddl/parse-partial.ts';
import type { Keyword } from '../lexer/keywords.ts';
import { K, keywordNames } from '../lexer/keywords.ts';
import { decodeText } from '../lexer/text.ts';
import { T } from '../lexer/token.ts';
import type { ParseOptions } from '../options.ts';
import { resolveOptions } from '../options.ts';
import { SqlError, SqlSyntaxError } from '../parser/errors.ts';
import type { LiteralSite } from '../parser/parser.ts';
import { Parser } from '../parser/parser.ts';
import { parseBodyStatement } from '../program/parse-body.ts';
import { parseQuery } from '../query/parse.ts';
import { statementTable } from './statements.ts';

/** Reads a statement whose first word is at the cursor. */
export type StatementParser = (p: Parser) => Statement;
/** Parsers of one family by first word. */
export type StatementParsers = { readonly [W in Keyword]?: StatementParser };

const ER_EMPTY_QUERY = 1065;

let byWord: readonly (StatementParser | undefined)[] | undefined;

/** The table by keyword id, built when the first statement comes: families import each other in circles. */
function parserOf(word: number): StatementParser | undefined {
  byWord ??= tableByWord();
  return byWord[word];
}

function tableByWord(): readonly (StatementParser | undefined)[] {
  const table = statementTable();
  return keywordNames.map((w) => (w === '' ? undefined : table[w as Keyword]));
}

/** Reads one statement at the cursor, up to its end or semicolon. Bodies of stored programs use it too. */
export function parseStatement(p: Parser): Statement {
  if (p.kind === T.LParen) return parseQuery(p);
  const parser = p.kind === T.Word ? parserOf(p.word) : undefined;
  if (parser !== undefined) return parser(p);
  return p.options.flavor === 'mariadb' && isCompound(p.word) ? parseBodyStatement(p) : p.fail();
}

/** MariaDB runs these outside of programs. */
function isCompound(word: number): boolean {
  return word === K.CASE || word === K.FOR || word === K.IF || word === K.LOOP || word === K.REPEAT || word === K.WHILE;
}

/**
 * Parses one statement; an ending semicolon is allowed.
 * Throws SqlSyntaxError (1064) for what is no SQL, SqlLimitError for what is beyond the bounds, SqlError 1065 for nothing.
 */
export function parse(sql: string | Uint8Array, options?: ParseOptions): Statement {
  return parseWhole(sql, options, undefined);
}

/** As `parse`, and tells where in the text (UTF-16 offset of the end) each literal of the tree stands, in text order. */
export function parseWithLiterals(
  sql: string | Uint8Array,
  options?: ParseOptions,
): { readonly statement: Statement; readonly literals: readonly LiteralSite[] } {
  const literals: LiteralSite[] = [];
  return { statement: parseWhole(sql, options, literals), literals };
}

function parseWhole(
  sql: string | Uint8Array,
  options: ParseOptions | undefined,
  literals: LiteralSite[] | undefined,
): Statement {
  const text = typeof sql === 'string' ? sql : decodeText(sql);
  const p = new Parser(text, resolveOptions(options), parseStatement);
  p.literals = literals;
  try {
    if (p.atEnd()) throw new SqlError('Query was empty', ER_EMPTY_QUERY, '42000', 0);
    const statement = parseStatement(p);
    p.expectEnd();
    return statement;
  } catch (error) {
    const partial = p.options.partialDdl && error instanceof SqlSyntaxError ? parsePartialDdl(p) : undefined;
    if (partial !== undefined) return partial;
    throw error;
  } finally {
    p.close();
  }
}
