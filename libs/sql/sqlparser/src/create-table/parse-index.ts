import { acceptEquals, acceptMariadbIfNotExists, acceptText, plainName } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { IndexColumn, IndexDef, IndexOption, IndexType } from './nodes.ts';
import { parseEngineOptions } from './parse-engine-option.ts';
import { parseStoredExprInParens } from './parse-expr.ts';

/** Does an index definition start here (after CONSTRAINT name, if any)? */
export function atIndex(p: Parser): boolean {
  switch (p.word) {
    case K.FULLTEXT:
    case K.INDEX:
    case K.KEY:
    case K.PRIMARY:
    case K.SPATIAL:
    case K.UNIQUE:
      return true;
    case K.VECTOR:
      return p.peekWord() === K.INDEX || p.peekWord() === K.KEY;
    default:
      return false;
  }
}

/** PRIMARY KEY, [UNIQUE | FULLTEXT | SPATIAL] KEY with name, columns and options. */
export function parseIndexDef(p: Parser, constraint: string): IndexDef {
  const type = parseIndexType(p);
  const ifNotExists = acceptMariadbIfNotExists(p);
  const written = parseIndexName(p);
  const name = type === 'primary key' ? '' : written;
  return finishIndex(p, { type, name, ifNotExists, constraint });
}

type IndexHead = Pick<IndexDef, 'constraint' | 'ifNotExists' | 'name' | 'type'>;

/** (columns) and options, with a USING before them; `between` takes what may stand between the two. */
export function finishIndex(p: Parser, head: IndexHead, between?: () => void): IndexDef {
  const before = parseUsing(p);
  const { columns, withoutOverlaps } = parseIndexColumns(p);
  between?.();
  const options = [...before, ...parseIndexOptions(p)];
  const engineOptions = parseEngineOptions(p);
  const index = { kind: 'IndexDef', ...head, columns, withoutOverlaps, options } as const;
  return engineOptions.length > 0 ? { ...index, engineOptions } : index;
}

function parseIndexType(p: Parser): IndexType {
  if (p.acceptWord(K.PRIMARY)) {
    p.expectWord(K.KEY);
    return 'primary key';
  }
  return parseIndexKind(p, () => p.acceptOneOf('INDEX', 'KEY') !== undefined);
}

/** [UNIQUE | FULLTEXT | SPATIAL | VECTOR] and then INDEX or KEY, which `keyword` takes. */
export function parseIndexKind(p: Parser, keyword: () => boolean): IndexType {
  const modifier = p.acceptOneOf('UNIQUE', 'FULLTEXT', 'SPATIAL', 'VECTOR');
  if (!keyword() && modifier === undefined) p.fail();
  return modifier === undefined ? 'key' : `${modifier} key`;
}

function parseIndexName(p: Parser): string {
  if (p.kind === T.LParen || p.word === K.USING) return '';
  return p.name();
}

/** USING BTREE or TYPE BTREE, or nothing. */
export function parseUsing(p: Parser): IndexOption[] {
  if (p.word !== K.USING && p.word !== K.TYPE) return [];
  p.next();
  return [{ kind: 'IndexOption', name: 'using', value: plainName(p, p.name()) }];
}

function parseIndexColumns(p: Parser): Pick<IndexDef, 'columns' | 'withoutOverlaps'> {
  p.expect(T.LParen);
  const columns = [parseIndexColumn(p)];
  let withoutOverlaps = '';
  while (p.accept(T.Comma)) {
    if (p.options.flavor === 'mariadb' && p.isName() && p.peekWord() === K.WITHOUT) {
      withoutOverlaps = p.name();
      p.next();
      if (!acceptText(p, 'OVERLAPS')) p.fail();
      break;
    }
    columns.push(parseIndexColumn(p));
  }
  p.expect(T.RParen);
  return { columns, withoutOverlaps };
}

/** column(length) ASC | DESC, or (expr) ASC | DESC */
function parseIndexColumn(p: Parser): IndexColumn {
  let column = '';
  let length = '';
  let expr: IndexColumn['expr'] = null;
  if (p.kind === T.LParen) expr = parseStoredExprInParens(p);
  else {
    column = p.name();
    if (p.accept(T.LParen)) {
      length = p.integer();
      p.expect(T.RParen);
    }
  }
  const direction = p.acceptOneOf('ASC', 'DESC') ?? 'asc';
  return { kind: 'IndexColumn', column, length, expr, direction };
}

export function parseIndexOptions(p: Parser): IndexOption[] {
  const options: IndexOption[] = [];
  for (let option = parseIndexOption(p); option !== undefined; option = parseIndexOption(p)) options.push(option);
  return options;
}

function parseIndexOption(p: Parser): IndexOption | undefined {
  switch (p.word) {
    case K.USING:
    case K.TYPE:
      return parseUsing(p)[0];
    case K.COMMENT:
      p.next();
      return option('comment', p.string());
    case K.KEY_BLOCK_SIZE:
      p.next();
      acceptEquals(p);
      return option('key_block_size', p.integer());
    case K.VISIBLE:
    case K.INVISIBLE:
      return option(p.expectOneOf('VISIBLE', 'INVISIBLE'), '');
    case K.WITH:
      if (p.peekWord() !== K.PARSER) return undefined;
      p.seek(p.i + 2);
      return option('with parser', plainName(p, p.name()));
    case K.ENGINE_ATTRIBUTE:
    case K.SECONDARY_ENGINE_ATTRIBUTE: {
      const name = p.expectOneOf('ENGINE_ATTRIBUTE', 'SECONDARY_ENGINE_ATTRIBUTE');
      acceptEquals(p);
      return option(name, p.string());
    }
    default:
      return p.options.flavor === 'mariadb' ? parseMariadbOption(p) : undefined;
  }
}

function parseMariadbOption(p: Parser): IndexOption | undefined {
  if (acceptText(p, 'IGNORED')) return option('ignored', '');
  if (p.word === K.NOT) {
    p.next();
    return acceptText(p, 'IGNORED') ? option('not ignored', '') : p.fail();
  }
  if (acceptText(p, 'CLUSTERING')) {
    p.expect(T.Eq);
    return option('clustering', p.name().toLowerCase());
  }
  return undefined;
}

function option(name: IndexOption['name'], value: string): IndexOption {
  return { kind: 'IndexOption', name, value };
}
