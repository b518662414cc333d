import { acceptIfExists, acceptIfNotExists } from '../ddl/parse-words.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { MaskingPolicy } from './nodes.ts';

/** The rest of CREATE or DROP MASKING POLICY, at MASKING: [IF NOT EXISTS] name (column) expression */
export function parseMaskingPolicy(p: Parser, action: MaskingPolicy['action']): MaskingPolicy {
  p.next();
  p.expectWord(K.POLICY);
  const conditional = action === 'create' ? acceptIfNotExists(p) : acceptIfExists(p);
  const policy = { kind: 'MaskingPolicy', action, conditional, name: p.name() } as const;
  if (action === 'drop') return { ...policy, column: '', mask: null };
  p.expect(T.LParen);
  const column = p.name();
  p.expect(T.RParen);
  return { ...policy, column, mask: parseExpr(p) };
}
