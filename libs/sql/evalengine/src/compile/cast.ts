import { BINARY_COLLATION, charsetByName, collationByName, countCharacters, offsetOf } from '@vt/collations';
import type { CastExpr, CollateExpr, ConvertExpr, ConvertType, ConvertUsingExpr, IntroducerExpr } from '@vt/sqlparser';
import { errors, mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { charactersOf } from '../type/eval-type.ts';
import { clamp } from '../value/decimal.ts';
import { doubleToInt } from '../value/number-text.ts';
import { isBytes } from './bits.ts';
import { binaryNode, decimalNode, intNode, realNode, stringNode } from './build.ts';
import { castJson } from './cast-json.ts';
import { castTemporal } from './cast-temporal.ts';
import { asTextIn, collatedOf, defaultCollation, paddedBinary } from './collate.ts';
import type { Compiler } from './compiler.ts';
import { asDecimal, asInt, asReal, asText, charsetOf, shownText, type TextRun } from './convert.ts';
import type { Environment } from './environment.ts';
import { introduced } from './literal.ts';
import { isOfIntegers, withoutSignOfZero } from './mariadb.ts';
import { Derivation, isTemporal, type Node } from './node.ts';

export function compileCast(expr: CastExpr | ConvertExpr, compiler: Compiler): Node {
  if (expr.kind === 'CastExpr' && (expr.array || expr.timeZone !== '')) return unsupported('this form of CAST');
  return castTo(compiler.scalar(expr.expr), expr.type, compiler);
}

export function castTo(node: Node, type: ConvertType, compiler: Compiler): Node {
  const name = type.name.toLowerCase();
  const length = type.length === '' ? undefined : Number(type.length);
  switch (name) {
    case 'signed':
    case 'unsigned':
      if (compiler.env.flavor === 'mariadb' && name === 'unsigned' && !isOfIntegers([node]))
        return unsupported('CAST to UNSIGNED of others than integers');
      // It cuts fractions of seconds.
      if (compiler.env.flavor === 'mariadb' && isTemporal(node.cls) && node.type.decimals > 0)
        return unsupported('CAST of fractions of seconds to integers');
      return castInt(node, name === 'unsigned');
    case 'decimal':
    case 'dec':
      return castDecimal(node, length ?? 10, type.scale === '' ? 0 : Number(type.scale), compiler.env);
    case 'double':
      return withoutSignOfZero(castReal(node), compiler.env);
    case 'real':
      return compiler.env.modes.has('REAL_AS_FLOAT')
        ? unsupported('CAST to FLOAT')
        : withoutSignOfZero(castReal(node), compiler.env);
    case 'float':
      return unsupported('CAST to FLOAT');
    case 'binary':
      return castBinary(node, length, compiler);
    case 'char':
    case 'character':
      return castChar(node, type, length, compiler);
    case 'nchar':
      if (compiler.env.flavor === 'mariadb' && isBytes(node)) return unsupported('CAST of bytes to texts');
      return castCharIn(node, collationByName('utf8mb3_general_ci')?.id ?? 33, length, compiler.env);
    case 'date':
    case 'datetime':
    case 'time':
      // What is none is zero where it is compared.
      if (compiler.env.flavor === 'mariadb' && node.cls === 'string') return unsupported('CAST of texts to dates');
      return castTemporal(node, name, length ?? 0, compiler);
    case 'json':
      return castJson(node, compiler);
    default:
      return unsupported(`CAST to ${type.name}`);
  }
}

function castInt(node: Node, unsigned: boolean): Node {
  const wrap = (value: bigint) => (unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value));
  const length = unsigned ? 20 : 21;
  if (node.cls === 'decimal') return decimalToInt(node, unsigned, length);
  if (node.cls === 'real') {
    const real = asReal(node);
    const run = (f: Frame): bigint | null => {
      const value = real(f);
      // Of a literal MySQL takes the nearest integer that is signed; of others it does not always.
      const isKnown = node.literal && !unsigned;
      if (value !== null && !isKnown && Math.abs(value) >= 2 ** 63)
        return unsupported('a DOUBLE beyond 63 bits as an integer');
      return value === null ? null : wrap(doubleToInt(value, unsigned));
    };
    return intNode([node], run, { unsigned, length });
  }
  const int = asInt(heard(node));
  const run = (f: Frame): bigint | null => {
    const value = int(f);
    // A JSON number beyond is cut there, and by CAST … AS UNSIGNED elsewhere.
    if (node.cls === 'json' && (value === INT64_MAX || value === INT64_MIN))
      return unsupported('a JSON number at the end of 63 bits as an integer');
    return value === null ? null : wrap(value);
  };
  return intNode([node], run, { unsigned, length, nullable: true });
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

function decimalToInt(node: Node, unsigned: boolean, length: number): Node {
  if (node.oddWhole) return unsupported('the whole number of seconds with a fraction');
  const decimal = asDecimal(node);
  const [min, max] = unsigned ? [INT64_MIN, UINT64_MAX] : [INT64_MIN, INT64_MAX];
  const run = (f: Frame): bigint | null => {
    const value = decimal(f);
    if (value === null) return null;
    const rounded = clamp(value, 81, 0).value.coefficient;
    const isIn = rounded >= min && rounded <= max;
    if (!isIn) f.warn(1292, `Truncated incorrect DECIMAL value: '${value}'`);
    const nearest = isIn ? rounded : rounded < min ? min : max;
    return unsigned ? BigInt.asUintN(64, nearest) : nearest;
  };
  return intNode([node], run, { unsigned, length });
}

function castReal(node: Node): Node {
  return realNode([node], asReal(node), node.type.nullable);
}

/** A cast to an integer says what is no number in a text, whatever the text is of. */
function heard(node: Node): Node {
  return node.quiet ? { ...node, quiet: false } : node;
}

const PRECISION_MAX = 65;
const SCALE_MAX = 30;

function castDecimal(node: Node, given: number, scale: number, { flavor }: Environment): Node {
  const precision = given === 0 && scale === 0 ? 10 : given;
  if (precision > PRECISION_MAX) {
    throw mysqlError(1426, '42000', `Too-big precision ${given} specified for 'CAST'. Maximum is ${PRECISION_MAX}.`);
  }
  if (scale > SCALE_MAX) {
    // MariaDB's may have 38, and what is computed of them as many.
    if (flavor === 'mariadb') unsupported('a DECIMAL of more than 30 digits behind the point');
    throw mysqlError(1425, '42000', `Too big scale ${scale} specified for column 'CAST'. Maximum is ${SCALE_MAX}.`);
  }
  if (scale > precision) {
    throw mysqlError(1427, '42000', `For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column 'CAST').`);
  }
  const decimal = asDecimal(node);
  const run = (f: Frame) => {
    const value = decimal(f);
    if (value === null) return null;
    const clamped = clamp(value, precision, scale);
    if (clamped.overflow) f.warn(1264, `Out of range value for column 'CAST' at row 1`);
    return clamped.value;
  };
  return decimalNode([node], run, { precision, scale, nullable: node.type.nullable || node.cls !== 'int' });
}

function castBinary(node: Node, length: number | undefined, compiler: Compiler): Node {
  const text = node.derivation === Derivation.Numeric ? asTextIn(node, compiler.env.collation) : asText(node);
  const bytes =
    node.derivation === Derivation.Numeric && node.cls !== 'string' ? charactersOf(node.type) : node.type.length;
  // Beside a column it is bytes that are compared.
  const derivation = Derivation.Implicit;
  if (length === undefined)
    return { ...binaryNode([node], bytes, text, node.type.nullable), derivation, castToChar: true };
  // A part of a character is none to it.
  if (compiler.env.flavor === 'mariadb' && !node.ascii) return unsupported('CAST of texts to BINARY(n)');
  const run = (f: Frame): Uint8Array | null => {
    const value = text(f);
    if (value === null || value.length === length) return value;
    if (value.length > length) {
      const shown = shownText(Buffer.from(value).toString('latin1'), BINARY_COLLATION);
      f.warn(1292, `Truncated incorrect BINARY(${length}) value: '${shown}'`);
      return value.subarray(0, length);
    }
    return Buffer.concat([value, Buffer.alloc(length - value.length)]);
  };
  return { ...binaryNode([node], length, run, true), derivation, castToChar: true };
}

function castChar(node: Node, type: ConvertType, length: number | undefined, compiler: Compiler): Node {
  const charset = type.charset.toLowerCase();
  if (compiler.env.flavor === 'mariadb' && isBytes(node)) return unsupported('CAST of bytes to texts');
  if (charset === '') return castCharIn(node, compiler.env.collation, length, compiler.env);
  if (charset === 'byte' || charset === 'binary') return unsupported('CAST AS CHAR BYTE');
  if (charset === 'ascii') return castCharIn(node, defaultCollation('latin1', compiler.env), length, compiler.env);
  if (charset === 'unicode') return castCharIn(node, defaultCollation('ucs2', compiler.env), length, compiler.env);
  const name = charset.replace('character set ', '').replaceAll("'", '').trim();
  if (name === 'binary') return castBinary(node, length, compiler);
  if (!charsetByName(name)) return unsupported(`character set ${name}`);
  return castCharIn(node, defaultCollation(name, compiler.env), length, compiler.env);
}

function castCharIn(node: Node, collation: number, length: number | undefined, env: Environment): Node {
  const text = checkedTextIn(node, collation, env);
  const charset = charsetOf(collation);
  const characters = length ?? charactersOf(node.type);
  const run: TextRun = (f) => {
    const value = text(f);
    if (value === null || length === undefined || countCharacters(value, charset) <= length) return value;
    const cut = value.subarray(0, offsetOf(value, charset, length));
    f.warn(1292, `Truncated incorrect CHAR(${length}) value: '${Buffer.from(value).toString('utf8')}'`);
    return cut;
  };
  const collated = { collation, derivation: Derivation.Implicit, ascii: node.ascii };
  return { ...stringNode([node], collated, characters, run, node.type.nullable), castToChar: true };
}

/** Of what is no text, a warning shows so many. */
const SHOWN_BYTES = 3;

/** Bytes that become text of a character set must be text of it. */
function checkedTextIn(node: Node, collation: number, { modes }: Environment): TextRun {
  const isStrict = modes.has('STRICT_TRANS_TABLES') || modes.has('STRICT_ALL_TABLES');
  const charset = charsetOf(collation);
  if (node.cls !== 'string' || node.type.collation !== BINARY_COLLATION || charset.name === 'binary') {
    return asTextIn(node, collation, true);
  }
  const text = paddedBinary(asText(node), charset.bytesMin);
  return (f) => {
    const value = text(f);
    if (value === null) return null;
    for (let at = 0; at < value.length; ) {
      const found = charset.at(value, at);
      if (found < 0 && charset.bytesMax > 1) {
        if (!isStrict) return unsupported('bytes that are no text');
        const wrong = Buffer.from(value.subarray(at, at + SHOWN_BYTES))
          .toString('hex')
          .toUpperCase();
        f.warn(1300, `Invalid ${charset.name} character string: '${wrong}'`);
        return null;
      }
      at += found < 0 ? 1 : found & 7;
    }
    return value;
  };
}

export function compileConvertUsing(expr: ConvertUsingExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  const charset = charsetByName(expr.charset);
  if (!charset) return unsupported(`character set ${expr.charset}`);
  const collation = charset.name === 'binary' ? BINARY_COLLATION : defaultCollation(charset.name, compiler.env);
  if (compiler.env.flavor === 'mariadb' && isBytes(node) && collation !== BINARY_COLLATION)
    return unsupported('bytes as texts of MariaDB');
  // It takes the text of a chosen date for one that is in that character set.
  if (compiler.env.flavor === 'mariadb' && isTemporal(node.cls) && !node.column && charset.bytesMin > 1)
    return unsupported('computed dates in another character set');
  const collated = { collation, derivation: Derivation.Implicit, ascii: node.ascii };
  return stringNode(
    [node],
    collated,
    charactersOf(node.type),
    checkedTextIn(node, collation, compiler.env),
    node.type.nullable,
  );
}

export function compileCollate(expr: CollateExpr, compiler: Compiler): Node {
  const node = compiler.scalar(expr.expr);
  if (node.bits) return unsupported('COLLATE of a BIT');
  const collation = collationByName(expr.collation);
  if (compiler.env.flavor === 'mariadb' && (expr.collation.includes('_0900_') || node.cls === 'null'))
    return unsupported(`COLLATE ${expr.collation} of MariaDB`);
  if (!collation) throw errors.unknownCollation(expr.collation);
  const own = collatedOf(node);
  const numeric = node.derivation === Derivation.Numeric;
  const base = numeric ? compiler.env.collation : own.collation;
  if (charsetOf(base).name !== collation.charset) {
    throw mysqlError(
      1253,
      '42000',
      `COLLATION '${collation.name}' is not valid for CHARACTER SET '${charsetOf(base).name}'`,
    );
  }
  const collated = { collation: collation.id, derivation: Derivation.Explicit, ascii: node.ascii };
  return stringNode([node], collated, charactersOf(node.type), asTextIn(node, collation.id), node.type.nullable);
}

export function compileIntroducer(expr: IntroducerExpr, compiler: Compiler): Node {
  const charset = expr.charset.toLowerCase();
  if (expr.expr.kind === 'Literal') return introduced(charset, expr.expr, compiler.env);
  if (expr.expr.kind === 'Argument') {
    const node = compiler.scalar(expr.expr);
    return node.cls === 'string' && charset === 'binary'
      ? { ...node, type: { ...node.type, collation: BINARY_COLLATION } }
      : unsupported('introducer');
  }
  return unsupported('introducer');
}
