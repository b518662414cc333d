import type { Statement } from '../ast/node.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { BeginEnd, ForStatement, JumpStatement, ProgramBranch } from './nodes.ts';
import { parseCursor } from './parse-cursor.ts';
import { parseDeclare } from './parse-declare.ts';
import { parseForHead } from './parse-for.ts';

/** One statement of a stored program: a compound one, or any SQL statement. The semicolon is left. */
export function parseBodyStatement(p: Parser): Statement {
  p.enter();
  const label = parseLabel(p);
  const statement = label === '' ? parseUnlabelled(p) : parseLabelled(p, label);
  p.leave();
  return statement;
}

/** label:, or '' and nothing taken. */
function parseLabel(p: Parser): string {
  if (!p.isName()) return '';
  if (p.peekKind() === T.Colon) {
    const label = p.takeName();
    p.next();
    return label;
  }
  // `label:loop` without a space reads as a bind variable.
  if (p.peekKind() !== T.Bind) return '';
  const label = p.takeName();
  p.splitBind();
  return label;
}

function parseLabelled(p: Parser, label: string): Statement {
  switch (p.word) {
    case K.BEGIN:
    case K.LOOP:
    case K.REPEAT:
    case K.WHILE:
      return parseBlock(p, label);
    case K.FOR:
      return p.options.flavor === 'mariadb' ? parseFor(p, label) : p.fail();
    default:
      return p.fail();
  }
}

function parseUnlabelled(p: Parser): Statement {
  switch (p.word) {
    case K.BEGIN:
    case K.LOOP:
    case K.REPEAT:
    case K.WHILE:
      return parseBlock(p, '');
    case K.FOR:
      return p.options.flavor === 'mariadb' ? parseFor(p, '') : p.fail();
    case K.IF:
      return parseIf(p);
    case K.CASE:
      return parseCase(p);
    case K.DECLARE:
      return parseDeclare(p);
    case K.ITERATE:
    case K.LEAVE:
      return parseJump(p);
    case K.RETURN:
      p.next();
      return { kind: 'ReturnStatement', expr: parseExpr(p) };
    case K.OPEN:
    case K.FETCH:
    case K.CLOSE:
      return parseCursor(p);
    default:
      return p.statement();
  }
}

function parseJump(p: Parser): JumpStatement {
  const action = p.expectOneOf('ITERATE', 'LEAVE');
  return { kind: 'JumpStatement', action, label: p.name() };
}

/** BEGIN … END, LOOP, WHILE or REPEAT, with the label after its end. */
function parseBlock(p: Parser, label: string): Statement {
  const word = p.expectOneOf('BEGIN', 'LOOP', 'REPEAT', 'WHILE');
  switch (word) {
    case 'begin': {
      const notAtomic = p.options.flavor === 'mariadb' && label === '' && p.acceptWord(K.NOT);
      if (notAtomic && !p.acceptRaw('ATOMIC')) p.fail();
      return parseBegin(p, label, notAtomic);
    }
    case 'loop': {
      const statements = parseSome(p);
      expectEnd(p, K.LOOP, label);
      return { kind: 'LoopStatement', label, statements };
    }
    case 'while': {
      const cond = parseExpr(p);
      p.expectWord(K.DO);
      const statements = parseSome(p);
      expectEnd(p, K.WHILE, label);
      return { kind: 'WhileStatement', label, cond, statements };
    }
    default: {
      const statements = parseSome(p);
      p.expectWord(K.UNTIL);
      const until = parseExpr(p);
      expectEnd(p, K.REPEAT, label);
      return { kind: 'RepeatStatement', label, statements, until };
    }
  }
}

function parseFor(p: Parser, label: string): ForStatement {
  p.next();
  const head = parseForHead(p);
  const statements = parseSome(p);
  expectEnd(p, K.FOR, label);
  return { kind: 'ForStatement', label, ...head, statements };
}

/** The rest of BEGIN … END, after BEGIN. */
export function parseBegin(p: Parser, label: string, notAtomic: boolean): BeginEnd {
  const statements = parseStatements(p);
  expectEnd(p, 0, label);
  return { kind: 'BeginEnd', label, notAtomic, statements };
}

/** END word [label]; a label there must be the one at the start. */
function expectEnd(p: Parser, word: number, label: string): void {
  p.expectWord(K.END);
  if (word !== 0) p.expectWord(word);
  if (p.isName() && p.raw.replaceAll('`', '').toLowerCase() === label.toLowerCase()) p.next();
}

/** Statements, each with its semicolon, up to a word that ends a block. */
export function parseStatements(p: Parser): Statement[] {
  const statements: Statement[] = [];
  while (!endsBlock(p)) {
    statements.push(parseBodyStatement(p));
    p.expect(T.Semicolon);
  }
  return statements;
}

function parseSome(p: Parser): Statement[] {
  const statements = parseStatements(p);
  return statements.length > 0 ? statements : p.fail();
}

function endsBlock(p: Parser): boolean {
  switch (p.word) {
    case K.ELSE:
    case K.ELSEIF:
    case K.UNTIL:
    case K.WHEN:
      return true;
    case K.END:
      // END is no reserved word: `end: begin … end end` labels a block with it.
      return p.peekKind() !== T.Colon;
    default:
      return p.kind === T.Eof;
  }
}

function parseIf(p: Parser): Statement {
  const branches: ProgramBranch[] = [];
  do {
    p.next();
    const cond = parseExpr(p);
    p.expectWord(K.THEN);
    branches.push({ kind: 'ProgramBranch', cond, statements: parseSome(p) });
  } while (p.word === K.ELSEIF);
  const otherwise = p.acceptWord(K.ELSE) ? parseSome(p) : [];
  p.expectWord(K.END);
  p.expectWord(K.IF);
  return { kind: 'IfStatement', branches, else: otherwise };
}

function parseCase(p: Parser): Statement {
  p.next();
  const expr = p.word === K.WHEN ? null : parseExpr(p);
  const branches: ProgramBranch[] = [];
  do {
    p.expectWord(K.WHEN);
    const cond = parseExpr(p);
    p.expectWord(K.THEN);
    branches.push({ kind: 'ProgramBranch', cond, statements: parseSome(p) });
  } while (p.word === K.WHEN);
  const otherwise = p.acceptWord(K.ELSE) ? parseSome(p) : [];
  p.expectWord(K.END);
  p.expectWord(K.CASE);
  return { kind: 'CaseStatement', expr, branches, else: otherwise };
}
