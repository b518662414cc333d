import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { Definer } from './nodes.ts';

/** DEFINER = user, or nothing. */
export function parseDefiner(p: Parser): Definer | null {
  if (!p.acceptWord(K.DEFINER)) return null;
  p.expect(T.Eq);
  return parseUser(p);
}

/** user@host, user, CURRENT_USER [()]; MariaDB also CURRENT_ROLE. */
function parseUser(p: Parser): Definer {
  const current = parseCurrent(p);
  if (current !== '') {
    return { kind: 'Definer', current, user: '', userString: false, host: null, hostString: false };
  }
  const userString = p.kind === T.String;
  const user = p.nameOrString();
  return { kind: 'Definer', current: '', user, userString, ...parseHost(p) };
}

function parseCurrent(p: Parser): Definer['current'] {
  const role = p.options.flavor === 'mariadb' && p.kind === T.Word && p.raw.toUpperCase() === 'CURRENT_ROLE';
  if (!role && p.word !== K.CURRENT_USER) return '';
  p.next();
  if (p.accept(T.LParen)) p.expect(T.RParen);
  return role ? 'current_role' : 'current_user';
}

function parseHost(p: Parser): Pick<Definer, 'host' | 'hostString'> {
  if (p.kind !== T.UserVar) return { host: null, hostString: false };
  if (p.end - p.start === 1) {
    // A lone @, with spaces around it.
    p.next();
    const hostString = p.is(T.String);
    return { hostString, host: p.nameOrString() };
  }
  const quote = p.raw[1];
  const host = p.userVar();
  // No name is empty: it is written as a string.
  return { hostString: host === '' || quote === "'" || quote === '"', host };
}
