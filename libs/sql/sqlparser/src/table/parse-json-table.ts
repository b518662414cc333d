import { parseExpr } from '../expr/parse.ts';
import { parseOnEmptyOnError } from '../expr/parse-forms.ts';
import { parseColumnType } from '../expr/parse-type.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { JsonTableColumn, JsonTableExpr } from './nodes.ts';
import { parseAlias } from './parse-alias.ts';

/** JSON_TABLE(doc, path COLUMNS (…)) AS t */
export function parseJsonTable(p: Parser): JsonTableExpr {
  p.next();
  p.expect(T.LParen);
  const expr = parseExpr(p);
  p.expect(T.Comma);
  const path = parseExpr(p);
  const columns = parseColumns(p);
  p.expect(T.RParen);
  const as = parseAlias(p);
  if (as === '') p.fail();
  return { kind: 'JsonTableExpr', expr, path, columns, as };
}

function parseColumns(p: Parser): JsonTableColumn[] {
  p.expectWord(K.COLUMNS);
  p.expect(T.LParen);
  p.enter();
  const columns = [parseColumn(p)];
  while (p.accept(T.Comma)) columns.push(parseColumn(p));
  p.leave();
  p.expect(T.RParen);
  return columns;
}

function parseColumn(p: Parser): JsonTableColumn {
  if (p.word === K.NESTED && (p.peekWord() === K.PATH || p.peekKind() === T.String)) {
    p.next();
    p.acceptWord(K.PATH);
    const path = parseExpr(p);
    return { kind: 'JtNested', path, columns: parseColumns(p) };
  }
  const name = p.name();
  if (p.acceptWord(K.FOR)) {
    p.expectWord(K.ORDINALITY);
    return { kind: 'JtOrdinal', name };
  }
  const type = parseColumnType(p);
  const collate = p.acceptWord(K.COLLATE) ? p.charsetName() : '';
  const exists = p.acceptWord(K.EXISTS);
  p.expectWord(K.PATH);
  const path = parseExpr(p);
  return { kind: 'JtPath', name, type, exists, collate, path, ...parseOnEmptyOnError(p, true) };
}
