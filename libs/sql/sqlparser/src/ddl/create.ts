import type { Statement } from '../ast/node.ts';
import { parseCreateTable } from '../create-table/parse-create-table.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';

/** CREATE …: comments, OR REPLACE and TEMPORARY first, then by the kind of object. */
export function parseCreate(p: Parser): Statement {
  p.next();
  const comments = p.comments();
  const temporary = p.acceptWord(K.TEMPORARY);
  return parseCreateTable(p, { comments, orReplace: false, temporary });
}
