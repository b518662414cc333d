import { BINARY_COLLATION, countCharacters } from '@vt/collations';
import type { Argument, ColName, Expr } from '@vt/sqlparser';
import { type BindVariable, ColumnFlag, floatText, Type } from '@vt/sqltypes';
import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { parseWrittenJson } from '../json/parse.ts';
import { parseDatetime, parseTime } from '../temporal/parse.ts';
import {
  dateType,
  datetimeType,
  decimalType,
  type EvalType,
  intType,
  jsonType,
  nullType,
  realType,
  stringType,
  timeType,
} from '../type/eval-type.ts';
import { parseDecimal } from '../value/decimal.ts';
import { JsonDoc, type Value } from '../value/value.ts';
import type { Compiler } from './compiler.ts';
import { asciiOf, bytesToInt, charsetOf } from './convert.ts';
import { Derivation, type Node, type ValueClass } from './node.ts';

const classes = new Map<number, ValueClass>([
  [Type.NULL_TYPE, 'null'],
  [Type.FLOAT32, 'real'],
  [Type.FLOAT64, 'real'],
  [Type.DECIMAL, 'decimal'],
  [Type.DATE, 'date'],
  [Type.TIME, 'time'],
  [Type.DATETIME, 'datetime'],
  [Type.TIMESTAMP, 'datetime'],
  [Type.JSON, 'json'],
  [Type.TEXT, 'string'],
  [Type.BLOB, 'string'],
  [Type.VARCHAR, 'string'],
  [Type.VARBINARY, 'string'],
  [Type.CHAR, 'string'],
  [Type.BINARY, 'string'],
  [Type.ENUM, 'string'],
  [Type.SET, 'string'],
  [Type.BIT, 'int'],
  [Type.YEAR, 'int'],
]);

/** What values of a query.Type are to us; undefined for types that we do not compute with. */
export function classOfType(type: number): ValueClass | undefined {
  return classes.get(type) ?? ((type & 256) !== 0 ? 'int' : undefined);
}

/** Reads the text form of a value. */
export function decodeValue(bytes: Uint8Array, cls: ValueClass, type: EvalType): Value {
  switch (cls) {
    case 'null':
      return null;
    case 'int':
      return type.type === Type.BIT ? bytesToInt(bytes) : BigInt(asciiOf(bytes));
    case 'real':
      return realOf(Number(asciiOf(bytes)), type);
    case 'decimal':
      return parseDecimal(asciiOf(bytes)).value;
    case 'string':
      return bytes;
    case 'json':
      return new JsonDoc(parseWrittenJson(Buffer.from(bytes).toString('utf8')));
    case 'time':
      return parseTime(asciiOf(bytes)).value ?? unsupported('a TIME that cannot be read');
    default:
      return (
        parseDatetime(asciiOf(bytes), { fuzzy: true, invalidDates: true }).value ??
        unsupported('a date that cannot be read')
      );
  }
}

/** A FLOAT's text is its shortest form; what MySQL computes with is the 32-bit number. */
function realOf(value: number, type: EvalType): number {
  return type.type === Type.FLOAT32 ? Math.fround(value) : value;
}

/** What MySQL shows of a FLOAT, which may have come with more digits. */
function shownFloat(bytes: Uint8Array | null, { decimals, flags, length }: EvalType): Uint8Array | null {
  if (bytes === null) return null;
  const text = floatText(Math.fround(Number(asciiOf(bytes))), decimals);
  return Buffer.from(flags & ColumnFlag.ZEROFILL ? text.padStart(length, '0') : text);
}

function derivationOf(cls: ValueClass): number {
  if (cls === 'string' || cls === 'json') return Derivation.Implicit;
  return cls === 'null' ? Derivation.Ignorable : Derivation.Numeric;
}

export function compileColumn(expr: ColName, compiler: Compiler): Node {
  const found = compiler.env.column(expr);
  if (!found) return unsupported(`column ${expr.name}`);
  const node = columnNode(found.index, found.type);
  if (node.cls !== 'string') return found.untold ? { ...node, untold: true } : node;
  return { ...node, derivation: found.derivation ?? node.derivation, ...(found.quiet && { quiet: true }) };
}

/** A column of the row by its position. */
export function columnNode(index: number, type: EvalType): Node {
  const cls = classOfType(type.type);
  if (cls === undefined) return unsupported(`values of type ${type.type}`);
  const raw = (f: Frame) => f.row.at(index);
  const decode = (f: Frame): Value => {
    const bytes = f.row.at(index);
    return bytes === null ? null : decodeValue(bytes, cls, type);
  };
  const run = cls === 'string' ? raw : cls === 'null' ? () => null : decode;
  const base = {
    cls,
    type,
    derivation: derivationOf(cls),
    ascii: cls !== 'string' && cls !== 'json',
    constant: false,
    column: true,
    run,
  };
  if (type.type === Type.YEAR) return { ...base, text: raw, yearColumn: true };
  if (type.type === Type.FLOAT32) return { ...base, text: (f) => shownFloat(f.row.at(index), type) };
  if (type.type === Type.BIT) return { ...base, derivation: Derivation.Implicit, ascii: false, text: raw, bits: true };
  return type.type === Type.ENUM || type.type === Type.SET ? { ...base, choice: true } : base;
}

/** The type of a bind variable as MySQL would see the literal it stands for. */
export function bindType(bind: { type: number; value: Uint8Array }, collation: number): EvalType {
  const text = asciiOf(bind.value);
  const cls = classOfType(bind.type);
  switch (cls) {
    case 'null':
      return nullType();
    case 'int':
      return {
        ...intType(false, text.length, bind.type === Type.UINT64),
        type: bind.type === Type.UINT64 ? Type.UINT64 : Type.INT64,
      };
    case 'real':
      return realType(false);
    case 'decimal': {
      const { value } = parseDecimal(text);
      const digits = value.coefficient.toString().replace('-', '').length;
      return { ...decimalType(false, Math.max(digits, value.scale), value.scale), decimals: value.scale };
    }
    case 'date':
      return dateType(false);
    case 'time':
      return timeType(false, fspOf(text));
    case 'datetime':
      return datetimeType(false, fspOf(text));
    case 'json':
      return jsonType(false);
    case 'string': {
      const binary = (bind.type & 8192) !== 0;
      const used = binary ? BINARY_COLLATION : collation;
      return stringType(false, used, countCharacters(bind.value, charsetOf(used)));
    }
    default:
      return unsupported(`bind variables of type ${bind.type}`);
  }
}

const fspOf = (text: string) => Math.min(6, /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);

export function compileArgument(expr: Argument, compiler: Compiler): Node {
  const bind = compiler.env.binds[expr.name];
  if (!bind) return unsupported(`bind variable ${expr.name} without a type`);
  const literal = bind.written ? literalOf(bind) : undefined;
  if (literal) return compiler.any(literal);
  return bindNode(bind, (f) => f.binds[expr.name] ?? bind, compiler);
}

function literalOf({ type, value }: BindVariable): Expr | undefined {
  if (type === Type.VARCHAR) return { kind: 'Literal', type: 'String', value: Buffer.from(value).toString() };
  const kind =
    type === Type.INT64 ? 'Int' : type === Type.DECIMAL ? 'Decimal' : type === Type.FLOAT64 ? 'Float' : undefined;
  if (kind === undefined) return undefined;
  const [, sign, digits = ''] = /^(-?)\s*(.*)$/s.exec(Buffer.from(value).toString('latin1')) ?? [];
  const literal: Expr = { kind: 'Literal', type: kind, value: digits };
  return sign === '-' ? { kind: 'UnaryExpr', operator: '-', expr: literal } : literal;
}

/** @param find the variable in the frame of an execution; it has the type of `bind` */
export function bindNode(
  bind: { type: number; value: Uint8Array },
  find: (f: Frame) => { type: number; value: Uint8Array },
  compiler: Compiler,
): Node {
  if (bind.type === Type.HEXNUM || bind.type === Type.HEXVAL || bind.type === Type.BITNUM)
    return compiler.hexBind(bind);
  const cls = classOfType(bind.type);
  if (cls === undefined || bind.type === Type.TUPLE) return unsupported(`bind variables of type ${bind.type}`);
  const type = bindType(bind, compiler.env.collation);
  const run = cls === 'null' ? () => null : cls === 'string' ? (f: Frame) => find(f).value : decoded(find, cls, type);
  const string = cls === 'string';
  const derivation = string ? Derivation.Coercible : derivationOf(cls);
  const ascii = string ? bind.value.every((byte) => byte < 0x80) : true;
  return { cls, type, derivation, ascii, constant: false, run };
}

/** Decodes a variable once for all rows. */
function decoded(find: (f: Frame) => { value: Uint8Array }, cls: ValueClass, type: EvalType): (f: Frame) => Value {
  let bytes: Uint8Array | undefined;
  let value: Value = null;
  return (f) => {
    const next = find(f).value;
    if (next !== bytes) {
      value = decodeValue(next, cls, type);
      bytes = next;
    }
    return value;
  };
}
