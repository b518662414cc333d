import { K, keywordId } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { KnownFunction } from './functions.ts';
import { knownFunction, knownFunctions } from './functions.ts';
import type { Expr } from './nodes.ts';
import { parseExpr } from './parse.ts';
import { parseConvertType } from './parse-type.ts';

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

/** With as many spaces for each level as the second argument says. */
const JSON_PRETTY_OF_MARIADB: KnownFunction = { name: 'json_pretty', argsMin: 1, argsMax: 2, pairsAfter: -1 };

/** A call of an ordinary function whose name is at the cursor, or was already taken together with its database. */
export function parseCall(p: Parser, qualifier = '', taken?: string): Expr {
  if (taken === undefined && p.reserved[p.word] === 1 && !reservedFunctions.has(p.word)) p.fail();
  const written = taken ?? p.takeName();
  p.expect(T.LParen);
  const named = qualifier === '' ? knownFunction(written) : undefined;
  const known = p.options.flavor === 'mariadb' && named?.name === 'json_pretty' ? JSON_PRETTY_OF_MARIADB : named;
  const args = parseArgs(p, known, written);
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
  return { kind: 'StoredCallExpr', name, args: parseArgs(p, undefined, name) };
}

/** Functions that the server's grammar has itself: what it does not expect is no SQL. Of all others it counts the arguments. */
const grammarWords: ReadonlySet<string> = new Set([
  'if',
  'insert',
  'interval',
  'left',
  'linestring',
  'mid',
  'mod',
  'multilinestring',
  'multipoint',
  'multipolygon',
  'point',
  'polygon',
  'replace',
  'right',
]);
const ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT = 1582;

/** Refuses too many or too few arguments of the function that was written so. */
function failCount(p: Parser, written: string): never {
  if (grammarWords.has(written.toLowerCase())) p.fail();
  const message = `Incorrect parameter count in the call to native function '${written}'`;
  p.fail(undefined, { errno: ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT, message });
}

/** Arguments up to and including the closing parenthesis; too many or too few for a known function are refused. */
function parseArgs(p: Parser, known: KnownFunction | undefined, written: string): Expr[] {
  const args: Expr[] = [];
  const isTyped = p.options.flavor === 'mariadb' && dynamicColumns.has(written.toLowerCase());
  if (p.kind !== T.RParen) {
    for (;;) {
      args.push(isTyped ? typedArgument(p) : parseExpr(p));
      if (p.kind !== T.Comma) break;
      if (known !== undefined && args.length >= known.argsMax) failCount(p, written);
      p.next();
    }
  }
  if (known !== undefined && p.kind === T.RParen && !fits(args.length, known)) failCount(p, written);
  p.expect(T.RParen);
  return args;
}

/** MariaDB: functions of dynamic columns whose values are told their types. */
const dynamicColumns: ReadonlySet<string> = new Set(['column_add', 'column_create', 'column_get']);

function typedArgument(p: Parser): Expr {
  const expr = parseExpr(p);
  return p.acceptWord(K.AS) ? { kind: 'TypedArgument', expr, type: parseConvertType(p) } : expr;
}

function fits(count: number, known: KnownFunction): boolean {
  if (count < known.argsMin || count > known.argsMax) return false;
  return known.pairsAfter < 0 || (count - known.pairsAfter) % 2 === 0;
}
