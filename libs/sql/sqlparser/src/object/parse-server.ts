import { acceptEquals, acceptMariadbIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ResourceGroupStatement, ServerOption, ServerStatement } from './nodes.ts';

/** The rest of CREATE or ALTER SERVER, after SERVER. */
export function parseServer(p: Parser, action: ServerStatement['action'], orReplace: boolean): ServerStatement {
  const ifNotExists = action === 'create' && acceptMariadbIfNotExists(p);
  const name = p.nameOrString();
  let wrapper = '';
  if (action === 'create') {
    p.expectWord(K.FOREIGN);
    p.expectWord(K.DATA);
    p.expectWord(K.WRAPPER);
    wrapper = p.nameOrString();
  }
  p.expectWord(K.OPTIONS);
  p.expect(T.LParen);
  const options = [parseOption(p)];
  while (p.accept(T.Comma)) options.push(parseOption(p));
  p.expect(T.RParen);
  return { kind: 'ServerStatement', action, orReplace, ifNotExists, name, wrapper, options };
}

function parseOption(p: Parser): ServerOption {
  const known = p.acceptOneOf('USER', 'HOST', 'DATABASE', 'OWNER', 'PASSWORD', 'SOCKET', 'PORT');
  const name = known ?? (p.options.flavor === 'mariadb' ? p.name() : p.fail());
  const string = p.kind === T.String;
  if (known === 'port' ? string : known !== undefined && !string) p.fail();
  return { kind: 'ServerOption', name, string, value: string ? p.string() : p.integer() };
}

/** The rest of CREATE or ALTER RESOURCE GROUP, after GROUP. */
export function parseResourceGroup(p: Parser, action: ResourceGroupStatement['action']): ResourceGroupStatement {
  const name = p.name();
  const type = action === 'create' ? parseType(p) : '';
  const vcpus = parseVcpus(p);
  let threadPriority = '';
  if (p.acceptWord(K.THREAD_PRIORITY)) {
    acceptEquals(p);
    threadPriority = (p.accept(T.Minus) ? '-' : '') + p.integer();
  }
  const state = p.acceptOneOf('ENABLE', 'DISABLE') ?? '';
  const force = action === 'alter' && p.acceptWord(K.FORCE);
  return { kind: 'ResourceGroupStatement', action, name, type, vcpus, threadPriority, state, force };
}

function parseType(p: Parser): ResourceGroupStatement['type'] {
  p.expectWord(K.TYPE);
  acceptEquals(p);
  return p.expectOneOf('SYSTEM', 'USER');
}

function parseVcpus(p: Parser): string[] {
  if (!p.acceptWord(K.VCPU)) return [];
  acceptEquals(p);
  const ranges = [parseRange(p)];
  while (p.accept(T.Comma) || p.is(T.Int)) ranges.push(parseRange(p));
  return ranges;
}

function parseRange(p: Parser): string {
  const from = p.integer();
  return p.accept(T.Minus) ? `${from}-${p.integer()}` : from;
}
