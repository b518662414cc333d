import { K, keywordId } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { KnownFunction } from './functions.ts';
import { knownFunction, knownFunctions } from './functions.ts';
import type { Expr } from './nodes.ts';
import { parseExpr } from './parse.ts';

/** Reserved words that are also functions without syntax of their own. */
export const reservedFunctions: ReadonlySet<number> = new Set([
  K.DATABASE,
  K.GROUPING,
  K.IF,
  K.INSERT,
  K.INTERVAL,
  K.LEFT,
  K.MOD,
  K.REPEAT,
  K.REPLACE,
  K.RIGHT,
  K.SCHEMA,
  K.CUBE,
]);

/** A call of an ordinary function whose name is at the cursor, or was already taken together with its database. */
export function parseCall(p: Parser, qualifier = '', taken?: string): Expr {
  if (taken === undefined && p.reserved[p.word] === 1 && !reservedFunctions.has(p.word)) p.fail();
  const written = taken ?? p.takeName();
  p.expect(T.LParen);
  const known = qualifier === '' ? knownFunction(written) : undefined;
  const args = parseArgs(p, known);
  return { kind: 'FuncExpr', qualifier, name: known?.name ?? written, args };
}

/** Keywords that are mere functions to the server, also in quotes; so are all of `knownFunctions` but the second list. */
const nativeWords: ReadonlySet<string> = new Set(['last_insert_id', 'log', 'reverse', 'uuid']);
const storedWords: ReadonlySet<string> = new Set([
  'endpoint',
  'glength',
  'if',
  'insert',
  'interval',
  'isclosed',
  'left',
  'linestring',
  'mid',
  'mod',
  'multilinestring',
  'multipoint',
  'multipolygon',
  'numpoints',
  'point',
  'pointn',
  'polygon',
  'replace',
  'right',
  'startpoint',
  'wait_until_sql_thread_after_gtids',
]);

/** A call of the function `name`, which was taken and stood in quotes: a keyword there names a stored function. */
export function parseQuotedCall(p: Parser, name: string): Expr {
  const lower = name.toLowerCase();
  if (keywordId(name) === 0 || nativeWords.has(lower)) return parseCall(p, '', name);
  if (knownFunctions.has(lower) && !storedWords.has(lower)) return parseCall(p, '', name);
  p.expect(T.LParen);
  return { kind: 'StoredCallExpr', name, args: parseArgs(p, undefined) };
}

/** Arguments up to and including the closing parenthesis; too many or too few for a known function are refused. */
function parseArgs(p: Parser, known: KnownFunction | undefined): Expr[] {
  const args: Expr[] = [];
  if (p.kind !== T.RParen) {
    for (;;) {
      args.push(parseExpr(p));
      if (p.kind !== T.Comma) break;
      if (known !== undefined && args.length >= known.argsMax) p.fail();
      p.next();
    }
  }
  if (known !== undefined && p.kind === T.RParen && !fits(args.length, known)) p.fail();
  p.expect(T.RParen);
  return args;
}

function fits(count: number, known: KnownFunction): boolean {
  if (count < known.argsMin || count > known.argsMax) return false;
  return known.pairsAfter < 0 || (count - known.pairsAfter) % 2 === 0;
}
