import { acceptEquals, acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import type { Expr } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { parseExpr } from '../expr/parse.ts';
import { parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ColumnDef, ColumnDefault } from './nodes.ts';
import { parseCharsetName, parseColumnType } from './parse-column-type.ts';
import { parseCheck, parseReferences } from './parse-constraint.ts';
import { parseEngineOption } from './parse-engine-option.ts';
import { parseStoredExprInParens } from './parse-expr.ts';

type Draft = { -readonly [F in keyof ColumnDef]: ColumnDef[F] };

/** name type attributes [REFERENCES …]: a new column. */
export function parseNewColumn(p: Parser): ColumnDef {
  const column = parseColumnDef(p);
  return p.word === K.REFERENCES ? { ...column, references: parseReferences(p) } : column;
}

/** name type attributes: a changed column, which takes no reference. */
export function parseColumnDef(p: Parser): ColumnDef {
  const ifNotExists = acceptMariadbIfNotExists(p);
  let name = p.name();
  // A qualifier can only be the table's own name and says nothing.
  while (p.accept(T.Dot)) name = p.anyName();
  return parseColumnDefAfter(p, name, ifNotExists);
}

/** type attributes, of a column whose name was taken. */
export function parseColumnDefAfter(p: Parser, name: string, ifNotExists = false): ColumnDef {
  const draft: Draft = { ...empty, ifNotExists, name, type: parseColumnType(p), checks: [] };
  if (p.acceptWord(K.COLLATE)) draft.collate = parseCharsetName(p);
  if (p.word === K.GENERATED) parseGeneratedAlways(p, draft);
  else if (p.acceptWord(K.AS)) parseGenerated(p, draft);
  while (parseAttribute(p, draft));
  if (draft.generated !== null && (draft.default !== null || draft.onUpdate !== null)) p.fail();
  return draft;
}

const empty = {
  kind: 'ColumnDef',
  collate: '',
  nullable: null,
  default: null,
  onUpdate: null,
  generated: null,
  storage: '',
  rowTime: '',
  autoIncrement: false,
  comment: null,
  visibility: '',
  format: '',
  media: '',
  engineAttribute: null,
  secondaryEngineAttribute: null,
  notSecondary: false,
  compressed: '',
  versioning: '',
  key: '',
  references: null,
  srid: '',
} as const;

/** Reads one attribute into `draft`; a later one of the same kind overrides. False when none is next. */
function parseAttribute(p: Parser, draft: Draft): boolean {
  switch (p.word) {
    case K.NOT:
      return parseNot(p, draft);
    case K.NULL:
      p.next();
      draft.nullable = true;
      return true;
    case K.DEFAULT:
      p.next();
      draft.default = parseDefault(p);
      return true;
    case K.ON:
      p.next();
      p.expectWord(K.UPDATE);
      draft.onUpdate = parseNow(p);
      return true;
    case K.COLLATE:
      p.next();
      draft.collate = parseCharsetName(p);
      return true;
    case K.COMMENT:
      p.next();
      draft.comment = p.string();
      return true;
    case K.AUTO_INCREMENT:
      p.next();
      draft.autoIncrement = true;
      return true;
    case K.KEY:
    case K.PRIMARY:
    case K.UNIQUE:
      return parseKey(p, draft);
    case K.CONSTRAINT:
    case K.CHECK:
      draft.checks = [...draft.checks, parseCheck(p)];
      return true;
    default:
      return parseRareAttribute(p, draft);
  }
}

function parseRareAttribute(p: Parser, draft: Draft): boolean {
  switch (p.word) {
    case K.VISIBLE:
    case K.INVISIBLE:
      draft.visibility = p.expectOneOf('VISIBLE', 'INVISIBLE');
      return true;
    case K.COLUMN_FORMAT:
      p.next();
      draft.format = p.expectOneOf('FIXED', 'DYNAMIC', 'DEFAULT', 'COMPRESSED');
      return true;
    case K.STORAGE:
      p.next();
      draft.media = p.expectOneOf('DISK', 'MEMORY', 'DEFAULT');
      return true;
    case K.SRID:
      p.next();
      draft.srid = p.integer();
      return true;
    case K.ENGINE_ATTRIBUTE:
      p.next();
      acceptEquals(p);
      draft.engineAttribute = p.string();
      return true;
    case K.SECONDARY_ENGINE_ATTRIBUTE:
      p.next();
      acceptEquals(p);
      draft.secondaryEngineAttribute = p.string();
      return true;
    case K.EXTERNAL_FORMAT:
      p.next();
      draft.externalFormat = p.string();
      return true;
    case K.MASKING:
      p.next();
      p.expectWord(K.POLICY);
      draft.maskingPolicy = p.name();
      return true;
    case K.SERIAL:
      p.next();
      p.expectWord(K.DEFAULT);
      p.expectWord(K.VALUE);
      Object.assign(draft, { nullable: false, autoIncrement: true, key: 'unique' } satisfies Partial<ColumnDef>);
      return true;
    default:
      return p.options.flavor === 'mariadb' && parseMariadbAttribute(p, draft);
  }
}

function parseMariadbAttribute(p: Parser, draft: Draft): boolean {
  if (p.word === K.WITH || p.word === K.WITHOUT) {
    if (p.peekWord() !== K.SYSTEM) return false;
    draft.versioning = p.expectOneOf('WITH', 'WITHOUT');
    p.next();
    p.expectWord(K.VERSIONING);
    return true;
  }
  if (p.acceptWord(K.COMPRESSED)) {
    draft.compressed = p.accept(T.Eq) ? `compressed=${p.name().toLowerCase()}` : 'compressed';
    return true;
  }
  const option = parseEngineOption(p);
  if (option === undefined) return false;
  draft.engineOptions = [...(draft.engineOptions ?? []), option];
  return true;
}

function parseNot(p: Parser, draft: Draft): boolean {
  p.next();
  if (p.acceptWord(K.SECONDARY)) draft.notSecondary = true;
  else {
    p.expectWord(K.NULL);
    draft.nullable = false;
  }
  return true;
}

function parseKey(p: Parser, draft: Draft): boolean {
  if (p.acceptWord(K.UNIQUE)) draft.key = p.acceptWord(K.KEY) ? 'unique key' : 'unique';
  else if (p.acceptWord(K.PRIMARY)) {
    p.acceptWord(K.KEY);
    draft.key = 'primary key';
  } else {
    p.next();
    draft.key = 'key';
  }
  return true;
}

function parseGeneratedAlways(p: Parser, draft: Draft): void {
  p.next();
  p.expectWord(K.ALWAYS);
  p.expectWord(K.AS);
  parseGenerated(p, draft);
}

/** (expr) VIRTUAL | STORED, after AS; MariaDB: ROW START, ROW END */
function parseGenerated(p: Parser, draft: Draft): void {
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.ROW)) {
    draft.rowTime = p.expectOneOf('START', 'END');
    return;
  }
  draft.generated = parseStoredExprInParens(p);
  const storage = p.acceptOneOf('VIRTUAL', 'STORED', 'PERSISTENT');
  draft.storage = storage === undefined || storage === 'virtual' ? 'virtual' : 'stored';
}

/** What stands after DEFAULT: a literal, NOW(), or any expression in parentheses. */
export function parseDefault(p: Parser): ColumnDefault {
  if (p.kind === T.LParen) return { kind: 'ColumnDefault', expr: parseStoredExprInParens(p), parens: true };
  if (p.options.flavor === 'mariadb') {
    return { kind: 'ColumnDefault', expr: parseExpr(p, Level.Unary), parens: false };
  }
  const expr = parseDefaultLiteral(p);
  return isLiteral(expr) ? { kind: 'ColumnDefault', expr, parens: false } : p.fail();
}

/** A literal with its sign. What follows it (COLLATE is one) is the column's next attribute, not an operator on it. */
function parseDefaultLiteral(p: Parser): Expr {
  const sign = p.kind;
  if (sign !== T.Minus && sign !== T.Plus) return parsePrefix(p, Level.Collate);
  p.next();
  const expr = parsePrefix(p, Level.Collate);
  if (expr.kind !== 'Literal') return p.fail();
  if (sign === T.Plus && expr.type === 'Int') return expr;
  return { kind: 'UnaryExpr', operator: sign === T.Minus ? '-' : '+', expr };
}

function isLiteral(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Literal':
    case 'NullVal':
    case 'BoolVal':
    case 'IntroducerExpr':
      return true;
    case 'CurTimeFuncExpr':
      return isNow(expr);
    case 'UnaryExpr':
      return (expr.operator === '-' || expr.operator === '+') && expr.expr.kind === 'Literal';
    default:
      return false;
  }
}

const nowNames: ReadonlySet<string> = new Set(['current_timestamp', 'localtime', 'localtimestamp', 'now']);

function isNow(expr: Expr): boolean {
  return expr.kind === 'CurTimeFuncExpr' && nowNames.has(expr.name);
}

function parseNow(p: Parser): Expr {
  const expr = parsePrefix(p, Level.Collate);
  return isNow(expr) ? expr : p.fail();
}
