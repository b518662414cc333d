import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ConvertType } from './nodes.ts';

/** Types that CAST and CONVERT know; the value tells how many numbers may follow in parentheses. */
const castTypes: ReadonlyMap<number, 0 | 1 | 2> = new Map([
  [K.BINARY, 1],
  [K.BIT, 1],
  [K.CHAR, 1],
  [K.CHARACTER, 1],
  [K.DATE, 0],
  [K.DATETIME, 1],
  [K.DEC, 2],
  [K.DECIMAL, 2],
  [K.DOUBLE, 0],
  [K.FLOAT, 1],
  [K.GEOMETRY, 0],
  [K.GEOMETRYCOLLECTION, 0],
  [K.GEOMCOLLECTION, 0],
  [K.INET4, 0],
  [K.INET6, 0],
  [K.INT, 0],
  [K.INTEGER, 0],
  [K.JSON, 0],
  [K.LINESTRING, 0],
  [K.MULTILINESTRING, 0],
  [K.MULTIPOINT, 0],
  [K.MULTIPOLYGON, 0],
  [K.NCHAR, 1],
  [K.POINT, 0],
  [K.POLYGON, 0],
  [K.REAL, 0],
  [K.SIGNED, 0],
  [K.TIME, 1],
  [K.UNSIGNED, 0],
  [K.UUID, 0],
  [K.VARCHAR, 1],
  [K.VECTOR, 1],
  [K.YEAR, 0],
]);

/** The type in CAST(… AS type), CONVERT(…, type) and RETURNING type. */
export function parseConvertType(p: Parser): ConvertType {
  const numbers = castTypes.get(p.word) ?? p.fail();
  const word = p.word;
  const name = p.takeName();
  let length = '';
  let scale = '';
  if (numbers > 0 && p.accept(T.LParen)) {
    length = p.integer();
    if (numbers === 2 && p.accept(T.Comma)) scale = p.integer();
    p.expect(T.RParen);
  }
  if (word === K.SIGNED || word === K.UNSIGNED) {
    if (!p.acceptWord(K.INTEGER)) p.acceptWord(K.INT);
  }
  const character = word === K.CHAR || word === K.CHARACTER || word === K.NCHAR || word === K.VARCHAR;
  return { kind: 'ConvertType', name, length, scale, charset: character ? parseCharset(p) : '' };
}

/** CHARACTER SET name, ASCII, UNICODE, BYTE, BINARY; '' when none is next. */
function parseCharset(p: Parser): string {
  if (p.acceptWord(K.CHARSET) || p.acceptWords(K.CHARACTER, K.SET)) {
    return `character set ${p.word === K.BINARY ? p.takeName() : p.charsetName()}`;
  }
  return p.acceptOneOf('ASCII', 'UNICODE', 'BYTE', 'BINARY') ?? '';
}

/** Types only columns have; CAST's types are columns' too. */
const columnTypes: ReadonlyMap<number, 0 | 1 | 2> = new Map([
  [K.BIGINT, 1],
  [K.BLOB, 1],
  [K.BOOL, 0],
  [K.BOOLEAN, 0],
  [K.DOUBLE, 2],
  [K.FIXED, 2],
  [K.FLOAT, 2],
  [K.INT, 1],
  [K.INTEGER, 1],
  [K.LONGBLOB, 0],
  [K.LONGTEXT, 0],
  [K.MEDIUMBLOB, 0],
  [K.MEDIUMINT, 1],
  [K.MEDIUMTEXT, 0],
  [K.NUMERIC, 2],
  [K.REAL, 2],
  [K.SMALLINT, 1],
  [K.TEXT, 1],
  [K.TIMESTAMP, 1],
  [K.TINYBLOB, 0],
  [K.TINYINT, 1],
  [K.TINYTEXT, 0],
  [K.VARBINARY, 1],
  [K.YEAR, 1],
]);

const textTypes: ReadonlySet<number> = new Set([K.TEXT, K.TINYTEXT, K.MEDIUMTEXT, K.LONGTEXT]);

/** A column's type in JSON_TABLE. */
export function parseColumnType(p: Parser): ConvertType {
  const numbers = columnTypes.get(p.word);
  if (numbers === undefined) return parseConvertType(p);
  const word = p.word;
  const name = p.takeName();
  let length = '';
  let scale = '';
  if (numbers > 0 && p.accept(T.LParen)) {
    length = p.integer();
    if (numbers === 2 && p.accept(T.Comma)) scale = p.integer();
    p.expect(T.RParen);
  }
  const attribute = textTypes.has(word) ? parseCharset(p) : (p.acceptOneOf('UNSIGNED', 'SIGNED', 'ZEROFILL') ?? '');
  return { kind: 'ConvertType', name, length, scale, charset: attribute };
}
