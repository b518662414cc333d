import type { Statement } from '../ast/node.ts';
import { isPackage } from '../ddl/parse-words.ts';
import type { Expr } from '../expr/nodes.ts';
import { parseExpr } from '../expr/parse.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { passOn } from '../passed-on/collect.ts';
import { parseLimit } from '../query/parse-tail.ts';
import type { TableName } from '../table/nodes.ts';
import { parseTableName } from '../table/parse-name.ts';
import { findShowForm, type ShowForm } from './forms.ts';
import type { Show, ShowCreate } from './nodes.ts';
import { parseShowRest } from './parse-rest.ts';

/** SHOW in every form. */
export function parseShow(p: Parser): Statement {
  const from = p.i;
  p.next();
  const comments = p.comments();
  if (p.word === K.CREATE) return parseCreate(p, from);
  if (p.word === K.LIBRARY && p.peekWord() === K.STATUS) return passOn(p, 'show', from);
  if (p.word === K.PLUGINS && p.peekWord() === K.SONAME && p.options.flavor === 'mariadb')
    return passOn(p, 'show', from);
  const extended = p.acceptWord(K.EXTENDED);
  const full = p.acceptWord(K.FULL);
  const scope = extended || full ? undefined : p.acceptOneOf('GLOBAL', 'SESSION', 'LOCAL');
  const found = findShowForm(p.word, p.peekWord());
  if (found !== undefined && allowed(found.form.before, extended, full, scope)) {
    p.seek(p.i + found.words);
    return parseForm(p, found.form, { comments, full, scope: scope === 'global' ? 'global' : '' });
  }
  if (extended || full || scope !== undefined) p.fail();
  return parseShowRest(p, from, comments);
}

function allowed(before: ShowForm['before'], extended: boolean, full: boolean, scope: string | undefined): boolean {
  if (before === 'global') return scope === 'global';
  if (extended && before !== 'extended' && before !== 'both') return false;
  if (full && before !== 'full' && before !== 'both') return false;
  return scope === undefined || before === 'scope';
}

function parseForm(p: Parser, form: ShowForm, head: Pick<Show, 'comments' | 'full' | 'scope'>): Show {
  const { table, database } = parseFrom(p, form.from);
  const like = form.filter !== undefined && form.filter !== 'where' && p.acceptWord(K.LIKE) ? p.string() : null;
  const where = like === null && form.filter !== undefined && form.filter !== 'like' ? parseWhere(p) : null;
  const limit = form.limit === true ? parseLimit(p) : null;
  return { kind: 'Show', ...head, command: form.command, table, database, like, where, limit };
}

function parseWhere(p: Parser): Expr | null {
  return p.acceptWord(K.WHERE) ? parseExpr(p) : null;
}

type From = { readonly table: TableName | null; readonly database: string };

function parseFrom(p: Parser, from: ShowForm['from']): From {
  switch (from) {
    case 'table': {
      p.expectOneOf('FROM', 'IN');
      const table = parseTableName(p);
      return { table, database: parseDatabase(p) };
    }
    case 'vindexes':
      return { table: p.acceptOneOf('FROM', 'ON', 'IN') === undefined ? null : parseTableName(p), database: '' };
    case 'database':
      return { table: null, database: parseDatabase(p) };
    case 'for':
      return { table: null, database: p.acceptWord(K.FOR) ? p.name() : '' };
    default:
      return { table: null, database: '' };
  }
}

function parseDatabase(p: Parser): string {
  return p.acceptOneOf('FROM', 'IN') === undefined ? '' : p.name();
}

/** SHOW CREATE …; users are passed on. */
function parseCreate(p: Parser, from: number): Statement {
  p.next();
  if (p.word === K.USER) return parseShowRest(p, from, []);
  if (p.word === K.LIBRARY || (p.options.flavor === 'mariadb' && isPackage(p))) return passOn(p, 'show', from);
  const type = parseCreateType(p);
  const ifNotExists = type === 'database' && p.word === K.IF;
  if (ifNotExists) {
    p.next();
    p.expectWord(K.NOT);
    p.expectWord(K.EXISTS);
  }
  return { kind: 'ShowCreate', type, ifNotExists, name: parseTableName(p) };
}

function parseCreateType(p: Parser): ShowCreate['type'] {
  if (p.options.flavor === 'mariadb' && p.kind === T.Word) {
    if (p.acceptWord(K.SEQUENCE)) return 'sequence';
    if (p.acceptWord(K.SERVER)) return 'server';
  } else if (p.acceptWords(K.MASKING, K.POLICY)) return 'masking policy';
  const type = p.expectOneOf('DATABASE', 'SCHEMA', 'EVENT', 'FUNCTION', 'PROCEDURE', 'TABLE', 'TRIGGER', 'VIEW');
  return type === 'schema' ? 'database' : type;
}
