import type { Literal } from '../expr/nodes.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { Xa, Xid } from './nodes.ts';

/** XA { START | BEGIN | END | PREPARE | COMMIT | ROLLBACK } xid …, XA RECOVER [CONVERT XID] */
export function parseXa(p: Parser): Xa {
  p.next();
  const verb = p.expectOneOf('START', 'BEGIN', 'END', 'PREPARE', 'COMMIT', 'ROLLBACK', 'RECOVER');
  const action = verb === 'begin' ? 'start' : verb;
  if (action !== 'recover') return { kind: 'Xa', action, xid: parseXid(p), option: parseOption(p, action) };
  if (p.options.flavor === 'mariadb' && p.acceptWord(K.FORMAT)) {
    p.expect(T.Eq);
    const format = p.string().toLowerCase();
    if (format !== 'sql' && format !== 'raw') p.fail();
    return { kind: 'Xa', action, xid: null, option: format === 'sql' ? "format = 'sql'" : '' };
  }
  const convert = p.acceptWord(K.CONVERT);
  if (convert) p.expectWord(K.XID);
  return { kind: 'Xa', action, xid: null, option: convert ? 'convert xid' : '' };
}

function parseOption(p: Parser, action: Xa['action']): Xa['option'] {
  switch (action) {
    case 'start':
      return p.acceptOneOf('JOIN', 'RESUME') ?? '';
    case 'commit':
      return p.acceptWords(K.ONE, K.PHASE) ? 'one phase' : '';
    case 'end':
      if (!p.acceptWord(K.SUSPEND)) return '';
      return p.acceptWords(K.FOR, K.MIGRATE) ? 'suspend for migrate' : 'suspend';
    default:
      return '';
  }
}

/** 'global' [, 'branch' [, format]] */
function parseXid(p: Parser): Xid {
  const gtrid = parseText(p);
  const bqual = p.accept(T.Comma) ? parseText(p) : null;
  const formatId = bqual !== null && p.accept(T.Comma) ? parseNumber(p) : null;
  return { kind: 'Xid', gtrid, bqual, formatId };
}

function parseText(p: Parser): Literal {
  switch (p.kind) {
    case T.String:
      return { kind: 'Literal', type: 'String', value: p.string() };
    case T.HexString:
      return taken(p, 'HexString', p.raw.slice(2, -1));
    case T.HexNum:
      return taken(p, 'HexNum', p.raw);
    case T.BitString:
      return taken(p, 'BitNum', `0b${p.raw.slice(2, -1)}`);
    case T.BitNum:
      return taken(p, 'BitNum', p.raw);
    default:
      return p.fail();
  }
}

function parseNumber(p: Parser): Literal {
  if (p.kind === T.Int) return taken(p, 'Int', p.raw);
  return p.kind === T.HexNum ? taken(p, 'HexNum', p.raw) : p.fail();
}

function taken(p: Parser, type: Literal['type'], value: string): Literal {
  p.next();
  return { kind: 'Literal', type, value };
}
