import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import { parseDefiner } from '../object/parse-definer.ts';
import type { ObjectHead } from '../object/parse-view.ts';
import type { Parser } from '../parser/parser.ts';

/** Does the head of a view or a stored program start here? */
export function atObjectHead(p: Parser): boolean {
  switch (p.word) {
    case K.AGGREGATE:
    case K.ALGORITHM:
    case K.DEFINER:
    case K.EVENT:
    case K.FUNCTION:
    case K.JSON:
    case K.MATERIALIZED:
    case K.PROCEDURE:
    case K.SQL:
    case K.TRIGGER:
    case K.VIEW:
      return true;
    default:
      return false;
  }
}

/** [ALGORITHM = …] [DEFINER = …] [SQL SECURITY …] */
export function parseObjectHead(p: Parser, comments: readonly string[]): ObjectHead {
  const algorithm = parseAlgorithm(p);
  const definer = parseDefiner(p);
  return { comments, algorithm, definer, security: parseSecurity(p) };
}

function parseAlgorithm(p: Parser): ObjectHead['algorithm'] {
  if (!p.acceptWord(K.ALGORITHM)) return '';
  p.expect(T.Eq);
  const known = p.word === K.UNDEFINED || p.word === K.MERGE || p.word === K.TEMPTABLE;
  return known ? p.takeName() : p.fail();
}

function parseSecurity(p: Parser): ObjectHead['security'] {
  if (!p.acceptWord(K.SQL)) return '';
  p.expectWord(K.SECURITY);
  return p.word === K.DEFINER || p.word === K.INVOKER ? p.takeName() : p.fail();
}
