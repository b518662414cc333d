import {
  BINARY_COLLATION,
  type Charset,
  charsetByName,
  collationByName,
  convertCharset,
  countCharacters,
  isWellFormed,
} from '@vt/collations';
import { encodeText, type Literal } from '@vt/sqlparser';
import { Type } from '@vt/sqltypes';
import { errors, mysqlError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { parseDatetime, parseTime } from '../temporal/parse.ts';
import { decimalType, type EvalType, intType, realType, stringType } from '../type/eval-type.ts';
import { type Decimal, fit, largest, parseDecimal, SCALE_MAX } from '../value/decimal.ts';
import { dateNode, datetimeNode, timeNode } from './build.ts';
import { defaultCollation } from './collate.ts';
import type { Compiler } from './compiler.ts';
import { charsetOf } from './convert.ts';
import type { Environment } from './environment.ts';
import { Derivation, type Node } from './node.ts';

const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const numeric = { derivation: Derivation.Numeric, ascii: true, constant: true } as const;

export function compileLiteral(literal: Literal, compiler: Compiler): Node {
  switch (literal.type) {
    case 'Int':
      return integer(literal.value);
    case 'Decimal':
      return decimal(literal.value);
    case 'Float':
      return float(literal.value);
    case 'String':
      return textLiteral(encodeText(literal.value), compiler.env.collation);
    case 'NString':
      return textLiteral(encodeText(literal.value), collationByName('utf8mb3_general_ci')?.id ?? 33);
    case 'HexNum':
    case 'HexString':
      // Numbers and texts by rules of its own.
      if (compiler.env.flavor === 'mariadb') return unsupported('hexadecimal literals of MariaDB');
      return hexLiteral(literal.type === 'HexNum' ? literal.value.slice(2) : literal.value);
    case 'BitNum':
      return bitLiteral(literal.value);
    case 'Date':
    case 'Time':
    case 'Timestamp':
      return temporalLiteral(literal.type, literal.value, compiler);
  }
}

export function integer(digits: string): Node {
  const value = BigInt(digits);
  if (value > UINT64_MAX) return decimal(digits);
  const type = intType(false, digits.length, value > INT64_MAX);
  return { ...numeric, cls: 'int', type, run: () => value, source: digits, literal: true };
}

const PRECISION = 65;

export function decimal(text: string): Node {
  const parsed = parseDecimal(text).value;
  const cut = parsed.scale > SCALE_MAX ? parsed : parsed;
  const value = fit(cut) ?? largest(PRECISION, 0, parsed.coefficient < 0n);
  return decimalConstant(value, text);
}

export function decimalConstant(given: Decimal, source?: string): Node {
  const digits = (given.coefficient < 0n ? -given.coefficient : given.coefficient).toString().length;
  const value = given;
  const precision = Math.min(PRECISION, Math.max(digits, value.scale));
  const type = { ...decimalType(false, precision, value.scale), decimals: value.scale };
  return { ...numeric, cls: 'decimal', type, run: () => value, source: source ?? value.toString(), literal: true };
}

function float(text: string): Node {
  const value = Number(text);
  if (!Number.isFinite(value)) throw mysqlError(1367, '22007', `Illegal double '${text}' value found during parsing`);
  return { ...numeric, cls: 'real', type: realType(false), run: () => value, source: text, literal: true };
}

/** A text constant of bytes in the collation's character set; UTF-8 given for another set is converted. */
export function textLiteral(utf8: Uint8Array, collation: number): Node {
  const charset = charsetOf(collation);
  const from = charsetByName('utf8mb4') as Charset;
  const bytes = charset.name === 'binary' ? utf8 : convertCharset(utf8, from, charset).bytes;
  return bytesLiteral(bytes, collation);
}

export function bytesLiteral(bytes: Uint8Array, collation: number): Node {
  const characters = countCharacters(bytes, charsetOf(collation));
  const type = stringType(false, collation, characters);
  return {
    cls: 'string',
    type,
    derivation: Derivation.Coercible,
    ascii: bytes.every((byte) => byte < 0x80),
    constant: true,
    run: () => bytes,
    literal: true,
  };
}

function hexType(length: number, unsigned: boolean): EvalType {
  const type = stringType(false, BINARY_COLLATION, length);
  return { ...type, type: Type.VARBINARY, decimals: 0, flags: type.flags | (unsigned ? 32 : 0) };
}

export function hexLiteral(digits: string): Node {
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return { ...bytesLiteral(bytes, BINARY_COLLATION), type: hexType(bytes.length, true), hex: true };
}

export function bitLiteral(text: string): Node {
  const digits = text.slice(2);
  const size = Math.ceil(digits.length / 8);
  const hex =
    digits === ''
      ? ''
      : BigInt(`0b${digits}`)
          .toString(16)
          .padStart(size * 2, '0');
  const bytes = Buffer.from(hex, 'hex');
  return { ...bytesLiteral(bytes, BINARY_COLLATION), type: hexType(bytes.length, false), hex: true };
}

/** DATE '…', TIME '…', TIMESTAMP '…'. */
function temporalLiteral(kind: 'Date' | 'Time' | 'Timestamp', text: string, compiler: Compiler): Node {
  const strict = {
    fuzzy: true,
    noZeroDate: compiler.hasMode('NO_ZERO_DATE'),
    noZeroInDate: compiler.hasMode('NO_ZERO_IN_DATE'),
  };
  const parsed = kind === 'Time' ? parseTime(text) : parseDatetime(text, strict);
  if (parsed.zone) return unsupported('a time zone in a literal');
  const wrong = parsed.value === undefined || parsed.truncated;
  const wanted = kind === 'Date' ? 'date' : kind === 'Time' ? 'time' : 'datetime';
  const name = kind === 'Timestamp' ? 'DATETIME' : kind.toUpperCase();
  if (wrong || parsed.value?.kind !== wanted) throw mysqlError(1525, 'HY000', `Incorrect ${name} value: '${text}'`);
  const value = parsed.value;
  const make = kind === 'Date' ? dateNode([], () => value, false) : undefined;
  const node = make ?? (kind === 'Time' ? timeNode : datetimeNode)([], () => value, parsed.fsp, false);
  return { ...node, literal: true };
}

/** _charset'text': the bytes as they are, as text of that character set. */
export function introduced(charsetName: string, literal: Literal, env: Environment): Node {
  const charset = charsetByName(charsetName);
  if (!charset) return unsupported(`character set ${charsetName}`);
  const collation = charset.name === 'binary' ? BINARY_COLLATION : defaultCollation(charset.name, env);
  if (env.flavor === 'mariadb' && literal.type !== 'String') return unsupported('hexadecimal literals of MariaDB');
  let bytes = literalBytes(literal);
  if (bytes.length % charset.bytesMin !== 0) {
    bytes = Buffer.concat([Buffer.alloc(charset.bytesMin - (bytes.length % charset.bytesMin)), bytes]);
  }
  if (!isWellFormed(bytes, charset)) {
    throw mysqlError(
      1300,
      'HY000',
      `Invalid ${charset.name} character string: '${Buffer.from(bytes).toString('hex').toUpperCase().slice(0, 12)}'`,
    );
  }
  return bytesLiteral(bytes, collation);
}

function literalBytes(literal: Literal): Uint8Array {
  if (literal.type === 'String') return encodeText(literal.value);
  const node =
    literal.type === 'HexNum'
      ? hexLiteral(literal.value.slice(2))
      : literal.type === 'HexString'
        ? hexLiteral(literal.value)
        : literal.type === 'BitNum'
          ? bitLiteral(literal.value)
          : undefined;
  if (!node) throw errors.wrongArguments('introducer');
  return node.run(new Frame()) as Uint8Array;
}
