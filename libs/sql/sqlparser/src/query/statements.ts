import type { Statement } from '../ast/node.ts';
import { parseDelete } from '../dml/parse-delete.ts';
import { parseUpdate } from '../dml/parse-update.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import type { StatementParsers } from '../statement/parse.ts';
import { parseQuery, parseQueryWith, parseWith } from './parse.ts';

export const queryStatements = {
  SELECT: parseQuery,
  TABLE: parseQuery,
  VALUES: parseQuery,
  WITH: parseWithStatement,
} satisfies StatementParsers;

/** WITH before a query, an UPDATE or a DELETE. */
function parseWithStatement(p: Parser): Statement {
  const withClause = parseWith(p);
  if (p.word === K.UPDATE) return parseUpdate(p, withClause);
  if (p.word === K.DELETE) return parseDelete(p, withClause);
  return parseQueryWith(p, withClause);
}
