import type { Parser } from '../parser/parser.ts';
import type { StatementParsers } from '../statement/parse.ts';
import type { Use } from './nodes.ts';

export const transactionStatements = {
  USE: parseUse,
} satisfies StatementParsers;

function parseUse(p: Parser): Use {
  p.next();
  return { kind: 'Use', database: p.atEnd() ? '' : p.nameOrString() };
}
