import { parseTableOptions } from '../create-table/parse-table-option.ts';
import { acceptEquals, acceptIfExists, acceptIfNotExists } from '../ddl/parse-words.ts';
import { Level } from '../expr/operators.ts';
import { parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { SequenceOption, SequenceStatement } from './nodes.ts';

export type SequenceHead = Pick<SequenceStatement, 'action' | 'orReplace' | 'temporary'>;

/** MariaDB: the rest of CREATE or ALTER SEQUENCE, after SEQUENCE. */
export function parseSequence(p: Parser, head: SequenceHead): SequenceStatement {
  const ifNotExists = head.action === 'create' && acceptIfNotExists(p);
  const ifExists = head.action === 'alter' && acceptIfExists(p);
  const name = parseTableName(p);
  const options: SequenceOption[] = [];
  for (let option = parseOption(p); option !== undefined; option = parseOption(p)) options.push(option);
  const tableOptions = head.action === 'create' ? parseTableOptions(p) : [];
  return { kind: 'SequenceStatement', ...head, ifExists, ifNotExists, name, options, tableOptions };
}

function parseOption(p: Parser): SequenceOption | undefined {
  switch (p.word) {
    case K.INCREMENT:
      p.next();
      p.acceptWord(K.BY);
      return valued(p, 'increment');
    case K.START:
      if (p.peekWord() === K.TRANSACTION) return undefined;
      p.next();
      p.acceptWord(K.WITH);
      return valued(p, 'start with');
    case K.RESTART:
      p.next();
      p.acceptWord(K.WITH);
      return p.is(T.Eq) || p.is(T.Int) || p.is(T.Minus) ? valued(p, 'restart') : bare('restart');
    case K.MINVALUE:
    case K.MAXVALUE:
    case K.CACHE:
      return valued(p, p.expectOneOf('MINVALUE', 'MAXVALUE', 'CACHE'));
    case K.NO:
      return parseNo(p);
    case K.NOMINVALUE:
    case K.NOMAXVALUE:
      return bare(p.expectOneOf('NOMINVALUE', 'NOMAXVALUE') === 'nominvalue' ? 'no minvalue' : 'no maxvalue');
    case K.NOCACHE:
    case K.NOCYCLE:
    case K.CYCLE:
      return bare(p.expectOneOf('NOCACHE', 'NOCYCLE', 'CYCLE'));
    default:
      return undefined;
  }
}

function parseNo(p: Parser): SequenceOption {
  p.next();
  const word = p.expectOneOf('MINVALUE', 'MAXVALUE', 'CACHE', 'CYCLE');
  return bare(word === 'cache' || word === 'cycle' ? `no${word}` : `no ${word}`);
}

function valued(p: Parser, name: SequenceOption['name']): SequenceOption {
  acceptEquals(p);
  return { kind: 'SequenceOption', name, value: parsePrefix(p, Level.Unary) };
}

function bare(name: SequenceOption['name']): SequenceOption {
  return { kind: 'SequenceOption', name, value: null };
}
