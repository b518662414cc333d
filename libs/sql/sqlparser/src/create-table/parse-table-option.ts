import { acceptEquals, engineOf, plainName } from '../ddl/parse-words.ts';
import type { Expr } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { literal, parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { TableName } from '../table/nodes.ts';
import { parseTableNames } from '../table/parse-name.ts';
import type { TableOption } from './nodes.ts';
import { atCharset, parseCharsetName } from './parse-column-type.ts';
import { parseEngineOption } from './parse-engine-option.ts';
import { parseExternalOption } from './parse-external.ts';

type Value = 'number' | 'numberOrDefault' | 'string' | 'stringOrName' | 'word';

const values: ReadonlyMap<number, Value> = new Map([
  [K.AUTOEXTEND_SIZE, 'word'],
  [K.AUTO_INCREMENT, 'number'],
  [K.AVG_ROW_LENGTH, 'number'],
  [K.CHECKSUM, 'number'],
  [K.COMMENT, 'string'],
  [K.COMPRESSION, 'string'],
  [K.CONNECTION, 'string'],
  [K.DELAY_KEY_WRITE, 'number'],
  [K.ENCRYPTION, 'string'],
  [K.ENGINE, 'stringOrName'],
  [K.ENGINE_ATTRIBUTE, 'string'],
  [K.INSERT_METHOD, 'word'],
  [K.KEY_BLOCK_SIZE, 'number'],
  [K.MAX_ROWS, 'number'],
  [K.MIN_ROWS, 'number'],
  [K.PACK_KEYS, 'numberOrDefault'],
  [K.PASSWORD, 'string'],
  [K.ROW_FORMAT, 'word'],
  [K.SECONDARY_ENGINE, 'stringOrName'],
  [K.SECONDARY_ENGINE_ATTRIBUTE, 'string'],
  [K.STATS_AUTO_RECALC, 'numberOrDefault'],
  [K.STATS_PERSISTENT, 'numberOrDefault'],
  [K.STATS_SAMPLE_PAGES, 'numberOrDefault'],
  [K.TABLE_CHECKSUM, 'number'],
  [K.TYPE, 'stringOrName'],
]);

/** Options that storage engines of MariaDB know by free names. */
const mariadbWord =
  /^(ietf_quotes|page_checksum|page_compressed|page_compression_level|transactional|sequence|encrypted|encryption_key_id|encryption_key_id|fetch_.*)$/i;

/** Options separated by spaces or commas, as many as there are. */
export function parseTableOptions(p: Parser): TableOption[] {
  const options: TableOption[] = [];
  for (;;) {
    const before = p.i;
    if (options.length > 0) p.accept(T.Comma);
    const option = parseTableOption(p);
    if (option === undefined) {
      p.seek(before);
      return options;
    }
    options.push(option);
  }
}

/** One option; undefined when none is next. */
export function parseTableOption(p: Parser): TableOption | undefined {
  if (p.word === K.DEFAULT) {
    if (!isDefaultable(p)) return undefined;
    p.next();
  }
  if (atCharset(p)) return parseCharset(p);
  if (p.word === K.COLLATE) {
    const name = p.takeName();
    acceptEquals(p);
    return word(name, parseCharsetName(p));
  }
  const value = values.get(p.word);
  // MariaDB has them as options of its storage engine.
  if (p.word === K.ENCRYPTION && p.options.flavor === 'mariadb') return parseEngineOption(p);
  if (value !== undefined) return parseValue(p, p.takeName(), value);
  return parseRareOption(p);
}

/** DEFAULT before CHARSET or COLLATE says nothing. */
function isDefaultable(p: Parser): boolean {
  switch (p.peekWord()) {
    case K.CHARACTER:
    case K.CHAR:
    case K.CHARSET:
    case K.COLLATE:
      return true;
    default:
      return false;
  }
}

function parseCharset(p: Parser): TableOption {
  const name = p.word === K.CHARSET ? p.raw : 'charset';
  p.seek(p.i + (p.word === K.CHARSET ? 1 : 2));
  acceptEquals(p);
  return word(name, p.word === K.DEFAULT ? p.takeName() : parseCharsetName(p));
}

function parseRareOption(p: Parser): TableOption | undefined {
  switch (p.word) {
    case K.DATA:
    case K.INDEX: {
      if (p.peekWord() !== K.DIRECTORY) return undefined;
      const name = `${p.takeName()} ${p.takeName()}`;
      acceptEquals(p);
      return valued(name, literal(p, 'String', p.string()));
    }
    case K.STORAGE: {
      if (p.peekWord() === K.ENGINE) {
        p.next();
        return parseValue(p, p.takeName(), 'stringOrName');
      }
      const name = p.takeName();
      return word(name, p.expectOneOf('DISK', 'MEMORY'));
    }
    case K.TABLESPACE: {
      const name = p.takeName();
      acceptEquals(p);
      return word(name, p.name());
    }
    case K.UNION:
      return parseUnion(p);
    case K.START:
      if (p.peekWord() !== K.TRANSACTION) return undefined;
      return word(`${p.takeName()} ${p.takeName()}`, '');
    case K.SECONDARY_ENGINE:
      return undefined;
    default:
      return p.options.flavor === 'mariadb' ? parseMariadbOption(p) : parseExternalOption(p);
  }
}

function parseMariadbOption(p: Parser): TableOption | undefined {
  if (p.word === K.WITH && p.peekWord() === K.SYSTEM) {
    const name = `${p.takeName()} ${p.takeName()}`;
    p.expectWord(K.VERSIONING);
    return word(`${name} versioning`, '');
  }
  if (p.kind !== T.Word && p.kind !== T.Quoted) return undefined;
  if (!mariadbWord.test(p.kind === T.Quoted ? p.raw.slice(1, -1) : p.raw)) return parseEngineOption(p);
  const name = p.takeName();
  acceptEquals(p);
  if (p.is(T.Int) || p.is(T.String)) return valued(name, parsePrefix(p, Level.Collate));
  const text = p.anyName();
  // What is no plain word is written as a string.
  return PLAIN_WORD.test(text) ? word(name, text) : valued(name, { kind: 'Literal', type: 'String', value: text });
}

const PLAIN_WORD = /^([A-Za-z_$][\w$]*|\d+[KMGT])$/i;

function parseUnion(p: Parser): TableOption {
  const name = p.takeName();
  acceptEquals(p);
  p.expect(T.LParen);
  const tables = p.is(T.RParen) ? [] : parseTableNames(p);
  p.expect(T.RParen);
  return option(name, null, '', tables);
}

function parseValue(p: Parser, name: string, value: Value): TableOption {
  acceptEquals(p);
  switch (value) {
    case 'number':
      return valued(name, parseNumber(p));
    case 'numberOrDefault':
      return p.word === K.DEFAULT ? word(name, p.takeName()) : valued(name, parseNumber(p));
    case 'string':
      return valued(name, literal(p, 'String', p.string()));
    case 'stringOrName':
      return word(name, engineOf(p));
    default:
      return parseWordValue(p, name);
  }
}

function parseNumber(p: Parser): Expr {
  if (p.kind === T.HexNum || p.kind === T.HexString) return parsePrefix(p, Level.Collate);
  return literal(p, 'Int', p.integer());
}

/** A keyword, or a size such as 4M. */
function parseWordValue(p: Parser, name: string): TableOption {
  if (p.kind === T.Int) return valued(name, parseNumber(p));
  const isDefault = p.word === K.DEFAULT && name.toUpperCase() === 'ROW_FORMAT';
  return word(name, isDefault ? p.takeName() : plainName(p, p.name()));
}

function valued(name: string, value: Expr): TableOption {
  return option(name, value, '', []);
}

function word(name: string, value: string): TableOption {
  return option(name, null, value, []);
}

function option(name: string, value: Expr | null, text: string, tables: readonly TableName[]): TableOption {
  return { kind: 'TableOption', name, value, word: text, tables };
}
