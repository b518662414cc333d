import { plainName } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { ColumnType } from './nodes.ts';

/** What may follow a type's name: how many numbers in parentheses, whether they must be there, and which attributes. */
type Shape = { readonly numbers: 0 | 1 | 2; readonly attributes: 'charset' | 'none' | 'number' | 'values' };

const number1: Shape = { numbers: 1, attributes: 'number' };
const number2: Shape = { numbers: 2, attributes: 'number' };
const plain0: Shape = { numbers: 0, attributes: 'none' };
const plain1: Shape = { numbers: 1, attributes: 'none' };
const text0: Shape = { numbers: 0, attributes: 'charset' };
const text1: Shape = { numbers: 1, attributes: 'charset' };
const values: Shape = { numbers: 0, attributes: 'values' };

const shapes: ReadonlyMap<number, Shape> = new Map([
  [K.BIGINT, number1],
  [K.BINARY, plain1],
  [K.BIT, plain1],
  [K.BLOB, plain1],
  [K.BOOL, plain0],
  [K.BOOLEAN, plain0],
  [K.CHAR, text1],
  [K.CHARACTER, text1],
  [K.DATE, plain0],
  [K.DATETIME, plain1],
  [K.DEC, number2],
  [K.DECIMAL, number2],
  [K.DOUBLE, number2],
  [K.ENUM, values],
  [K.FIXED, number2],
  [K.FLOAT, number2],
  [K.FLOAT4, number2],
  [K.FLOAT8, number2],
  [K.GEOMCOLLECTION, plain0],
  [K.GEOMETRY, plain0],
  [K.GEOMETRYCOLLECTION, plain0],
  [K.INT, number1],
  [K.INT1, number1],
  [K.INT2, number1],
  [K.INT3, number1],
  [K.INT4, number1],
  [K.INT8, number1],
  [K.INTEGER, number1],
  [K.JSON, plain0],
  [K.LINESTRING, plain0],
  [K.LONG, text0],
  [K.LONGBLOB, plain0],
  [K.LONGTEXT, text0],
  [K.MEDIUMBLOB, plain0],
  [K.MEDIUMINT, number1],
  [K.MEDIUMTEXT, text0],
  [K.MIDDLEINT, number1],
  [K.MULTILINESTRING, plain0],
  [K.MULTIPOINT, plain0],
  [K.MULTIPOLYGON, plain0],
  [K.NATIONAL, text1],
  [K.NCHAR, text1],
  [K.NUMERIC, number2],
  [K.NVARCHAR, text1],
  [K.POINT, plain0],
  [K.POLYGON, plain0],
  [K.REAL, number2],
  [K.SERIAL, plain0],
  [K.SET, values],
  [K.SMALLINT, number1],
  [K.TEXT, text1],
  [K.TIME, plain1],
  [K.TIMESTAMP, plain1],
  [K.TINYBLOB, plain0],
  [K.TINYINT, number1],
  [K.TINYTEXT, text0],
  [K.VARBINARY, plain1],
  [K.VARCHAR, text1],
  [K.VARCHARACTER, text1],
  [K.VECTOR, plain1],
  [K.YEAR, number1],
]);

/** Types that only MariaDB has. */
const mariadbShapes: ReadonlyMap<number, Shape> = new Map([
  [K.INET4, plain0],
  [K.INET6, plain0],
  [K.UUID, plain0],
]);

/** Reads a type with its length, sign, charset or members. */
export function parseColumnType(p: Parser): ColumnType {
  const shape =
    shapes.get(p.word) ?? (p.options.flavor === 'mariadb' ? mariadbShapes.get(p.word) : undefined) ?? p.fail();
  const word = p.word;
  const name = parseTypeName(p);
  const { length, scale } = parseNumbers(p, shape.numbers);
  const type = {
    kind: 'ColumnType',
    name,
    length,
    scale,
    unsigned: false,
    zerofill: false,
    charset: '',
    binary: false,
    values: [],
    refSystemId: '',
  } as const satisfies ColumnType;
  switch (shape.attributes) {
    case 'number':
      return { ...type, ...parseSign(p) };
    case 'values': {
      const members = parseValues(p);
      const { charset, binary } = parseCharsetAttributes(p);
      return { ...type, charset, binary, values: members };
    }
    case 'charset': {
      const charset = parseCharsetAttributes(p);
      return charset.byte ? binaryOf(type, word) : { ...type, charset: charset.charset, binary: charset.binary };
    }
    default:
      return p.options.flavor === 'mariadb' ? { ...type, refSystemId: parseRefSystemId(p) } : type;
  }
}

/** The words of a type's name: DOUBLE PRECISION, NATIONAL CHAR VARYING, LONG VARBINARY … */
function parseTypeName(p: Parser): string {
  const word = p.word;
  let name = p.takeName();
  const take = () => {
    name += ` ${p.takeName()}`;
  };
  if (word === K.DOUBLE && p.word === K.PRECISION) take();
  else if (word === K.LONG) {
    const varying = p.peekWord() === K.VARYING && (p.word === K.CHAR || p.word === K.CHARACTER);
    if (varying || p.word === K.VARCHAR || p.word === K.VARBINARY || p.word === K.VARCHARACTER) take();
  } else if (word === K.NATIONAL) {
    if (p.word !== K.CHAR && p.word !== K.CHARACTER && p.word !== K.VARCHAR && p.word !== K.VARCHARACTER) p.fail();
    take();
  } else if (word === K.NCHAR && (p.word === K.VARCHAR || p.word === K.VARCHARACTER)) take();
  if (p.word === K.VARYING && (word === K.CHAR || word === K.CHARACTER || name.includes(' ') || word === K.NCHAR))
    take();
  return name;
}

function parseNumbers(p: Parser, most: number): { length: string; scale: string } {
  if (most === 0 || !p.accept(T.LParen)) return { length: '', scale: '' };
  // MySQL takes an empty pair in no type but lets a length be any unsigned number.
  const length = p.integer();
  const scale = most === 2 && p.accept(T.Comma) ? p.integer() : '';
  p.expect(T.RParen);
  return { length, scale };
}

function parseSign(p: Parser): { unsigned: boolean; zerofill: boolean } {
  let unsigned = false;
  let zerofill = false;
  for (let option = sign(p); option !== undefined; option = sign(p)) {
    if (option === 'unsigned') unsigned = true;
    if (option === 'zerofill') zerofill = true;
  }
  return { unsigned, zerofill };
}

function sign(p: Parser): 'signed' | 'unsigned' | 'zerofill' | undefined {
  return p.acceptOneOf('UNSIGNED', 'SIGNED', 'ZEROFILL');
}

/** ('a', 'b' …) */
function parseValues(p: Parser): string[] {
  p.expect(T.LParen);
  const members = [parseMember(p)];
  while (p.accept(T.Comma)) members.push(parseMember(p));
  p.expect(T.RParen);
  return members;
}

/** A member of an ENUM: a string, or bytes as X'…' or 0x…. */
function parseMember(p: Parser): string {
  if (p.kind === T.HexString || p.kind === T.HexNum) {
    const digits = p.kind === T.HexString ? p.raw.slice(2, -1) : p.raw.slice(2);
    p.next();
    return Buffer.from(digits, 'hex').toString('utf8');
  }
  return p.string();
}

type CharsetAttributes = { readonly charset: string; readonly binary: boolean; readonly byte: boolean };

/** CHARACTER SET name, ASCII, UNICODE, BYTE and BINARY, in either order. */
function parseCharsetAttributes(p: Parser): CharsetAttributes {
  if (p.acceptWord(K.BYTE)) return { charset: '', binary: false, byte: true };
  const before = p.acceptWord(K.BINARY);
  const charset = parseCharset(p);
  const binary = before || (charset !== '' && p.acceptWord(K.BINARY));
  return { charset, binary, byte: false };
}

function parseCharset(p: Parser): string {
  if (p.acceptWord(K.ASCII)) return 'latin1';
  if (p.acceptWord(K.UNICODE)) return 'ucs2';
  return atCharset(p) ? takeCharset(p) : '';
}

/** Is CHARSET, CHARACTER SET or CHAR SET next? */
export function atCharset(p: Parser): boolean {
  if (p.word === K.CHARSET) return true;
  return (p.word === K.CHARACTER || p.word === K.CHAR) && p.peekWord() === K.SET;
}

/** The name after CHARSET or CHARACTER SET, which must be next. */
export function takeCharset(p: Parser): string {
  p.seek(p.i + (p.word === K.CHARSET ? 1 : 2));
  return parseCharsetName(p);
}

/** A charset or collation name; BINARY is one though reserved. */
export function parseCharsetName(p: Parser): string {
  return plainName(p, p.word === K.BINARY ? p.takeName() : p.nameOrString());
}

const byteTypes: Readonly<Record<number, string>> = {
  [K.CHAR]: 'binary',
  [K.CHARACTER]: 'binary',
  [K.LONG]: 'mediumblob',
  [K.LONGTEXT]: 'longblob',
  [K.MEDIUMTEXT]: 'mediumblob',
  [K.TEXT]: 'blob',
  [K.TINYTEXT]: 'tinyblob',
};

/** A character type with BYTE is the binary type. */
function binaryOf(type: ColumnType, word: number): ColumnType {
  return { ...type, name: byteTypes[word] ?? 'varbinary' };
}

function parseRefSystemId(p: Parser): string {
  if (p.kind !== T.Word || p.raw.toUpperCase() !== 'REF_SYSTEM_ID') return '';
  p.next();
  p.expect(T.Eq);
  return p.integer();
}
