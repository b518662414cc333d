import { acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseNameList, parseTableName } from '../table/parse-name.ts';
import type { CheckConstraint, ConstraintDef, ForeignKey, ReferenceAction, References } from './nodes.ts';
import { parseStoredExprInParens } from './parse-expr.ts';

/** CONSTRAINT and its name, which may be left out; '' when there is no name. */
export function parseConstraintName(p: Parser): string {
  if (!p.acceptWord(K.CONSTRAINT)) return '';
  return p.isName() ? p.name() : '';
}

/** [CONSTRAINT [name]] CHECK (expr) */
export function parseCheck(p: Parser): ConstraintDef {
  const name = parseConstraintName(p);
  return { kind: 'ConstraintDef', name, details: parseCheckDetails(p) };
}

/** CHECK (expr) [[NOT] ENFORCED] */
export function parseCheckDetails(p: Parser): CheckConstraint {
  p.expectWord(K.CHECK);
  const expr = parseStoredExprInParens(p);
  return { kind: 'CheckConstraint', expr, enforced: parseEnforced(p) };
}

function parseEnforced(p: Parser): boolean {
  if (p.acceptWords(K.NOT, K.ENFORCED)) return false;
  p.acceptWord(K.ENFORCED);
  return true;
}

/** FOREIGN KEY [index] (columns) REFERENCES … */
export function parseForeignKey(p: Parser): ForeignKey {
  p.expectWord(K.FOREIGN);
  p.expectWord(K.KEY);
  const ifNotExists = acceptMariadbIfNotExists(p);
  const index = p.kind === T.LParen ? '' : p.name();
  const columns = parseNameList(p);
  return { kind: 'ForeignKey', ifNotExists, index, columns, references: parseReferences(p) };
}

/** REFERENCES table (columns) MATCH … ON DELETE … ON UPDATE … */
export function parseReferences(p: Parser): References {
  p.expectWord(K.REFERENCES);
  const table = parseTableName(p);
  const columns = p.kind === T.LParen ? parseNameList(p) : [];
  const match = p.acceptWord(K.MATCH) ? p.expectOneOf('FULL', 'PARTIAL', 'SIMPLE') : '';
  let onDelete: ReferenceAction = '';
  let onUpdate: ReferenceAction = '';
  while (p.word === K.ON && (p.peekWord() === K.DELETE || p.peekWord() === K.UPDATE)) {
    p.next();
    if (p.expectOneOf('DELETE', 'UPDATE') === 'delete') onDelete = onDelete === '' ? parseAction(p) : p.fail();
    else onUpdate = onUpdate === '' ? parseAction(p) : p.fail();
  }
  return { kind: 'References', table, columns, match, onDelete, onUpdate };
}

function parseAction(p: Parser): ReferenceAction {
  const word = p.expectOneOf('RESTRICT', 'CASCADE', 'SET', 'NO');
  if (word === 'no') {
    p.expectWord(K.ACTION);
    return 'no action';
  }
  return word === 'set' ? `set ${p.expectOneOf('NULL', 'DEFAULT')}` : word;
}
