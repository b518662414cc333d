import { comparerOf } from '@vt/collations';
import { Type } from '@vt/sqltypes';
import { classOfType, columnNode, decodeValue } from '../compile/column.ts';
import type { Unsupported } from '../compile/compile.ts';
import { type CompileEnv, resolveEnvironment } from '../compile/environment.ts';
import { comparePair } from '../compile/pair.ts';
import { UnsupportedError, unsupported } from '../errors.ts';
import { Frame } from '../frame.ts';
import { jsonKey } from '../json/key.ts';
import { dateNumber, Temporal, timeMicros } from '../temporal/temporal.ts';
import type { EvalType } from '../type/eval-type.ts';
import { compareValues } from '../value/compare.ts';
import { Decimal } from '../value/decimal.ts';
import { JsonDoc, type Value } from '../value/value.ts';

type Bytes = Uint8Array | null;

/** How the values of one column sort and which of them are the same. Values are text forms; NULL is null. */
export type ColumnOrder = {
  readonly kind: 'ColumnOrder';
  /** ORDER BY's ascending order: NULL first. */
  compare(a: Bytes, b: Bytes): number;
  /** Equal for values that DISTINCT and GROUP BY hold for one, and only for those. NULL has one of its own. */
  key(value: Bytes): string;
};

/** The keys by which rows of two sides meet in a hash join; null where the value is NULL and meets nothing. */
export type JoinKeys = {
  readonly kind: 'JoinKeys';
  left(value: Bytes): string | null;
  right(value: Bytes): string | null;
};

const NULL_KEY = '\u0000';
const VALUE_MARK = '\u0001';

function attempt<T>(make: () => T): T | Unsupported {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsupportedError) return { kind: 'Unsupported', reason: error.message };
    throw error;
  }
}

/** The order of a column's values; Unsupported for collations and types we do not have. */
export function columnOrder(type: EvalType): ColumnOrder | Unsupported {
  return attempt(() => {
    const { compare, key } = valueOrder(type);
    return {
      kind: 'ColumnOrder',
      compare: (a, b) => (a === null || b === null ? Number(b === null) - Number(a === null) : compare(a, b)),
      key: (value) => (value === null ? NULL_KEY : VALUE_MARK + key(value)),
    } satisfies ColumnOrder;
  });
}

type ByteOrder = { compare(a: Uint8Array, b: Uint8Array): number; key(value: Uint8Array): string };

function valueOrder(type: EvalType): ByteOrder {
  if (type.type === Type.ENUM || type.type === Type.SET) return choiceOrder(type);
  if (type.type === Type.BIT) return bytesOrder;
  const cls = classOfType(type.type);
  if (cls === undefined) return unsupported(`values of type ${type.type}`);
  if (cls === 'string') return comparerOrder(type);
  if (cls === 'null') return { compare: () => 0, key: () => '' };
  const decode = (bytes: Uint8Array) => decodeValue(bytes, cls, type);
  return { compare: (a, b) => compareValues(decode(a), decode(b)), key: (value) => valueKey(decode(value)) };
}

const bytesOrder: ByteOrder = {
  compare: (a, b) => Buffer.compare(a, b),
  key: (value) => Buffer.from(value).toString('latin1'),
};

function comparerOrder(type: EvalType): ByteOrder {
  const comparer = comparerOf(type.collation) ?? unsupported(`collation ${type.collation}`);
  return { compare: (a, b) => comparer.compare(a, b), key: (value) => comparer.hashKey(value) };
}

/** ENUM and SET values sort by their number. */
function choiceOrder(type: EvalType): ByteOrder {
  const values = type.values ?? unsupported('the order of an ENUM or SET whose values are not known');
  const at = new Map(values.map((value, index) => [value, index + 1]));
  const rank = (bytes: Uint8Array): bigint => {
    const text = Buffer.from(bytes).toString('utf8');
    if (type.type === Type.ENUM) return BigInt(at.get(text) ?? 0);
    return text === ''
      ? 0n
      : text.split(',').reduce((bits, each) => bits | (1n << BigInt((at.get(each) ?? 1) - 1)), 0n);
  };
  return { compare: (a, b) => Number(rank(a) - rank(b)), key: (value) => rank(value).toString() };
}

function valueKey(value: Value): string {
  if (typeof value === 'number') return value === 0 ? '0' : String(value);
  if (value instanceof Decimal) return decimalKey(value);
  if (value instanceof JsonDoc) return jsonKey(value.json);
  if (value instanceof Temporal) return `${dateNumber(value)} ${timeMicros(value)}`;
  return String(value);
}

function decimalKey(value: Decimal): string {
  const text = value.toString();
  return value.scale === 0 ? text : text.replace(/\.?0+$/, '').replace(/^-0$/, '0');
}

/** The keys for `left = right`, compared as MySQL compares columns of these types. */
export function joinKeys(left: EvalType, right: EvalType, env: CompileEnv = {}): JoinKeys | Unsupported {
  return attempt(() => {
    const pair = comparePair(columnNode(0, left), columnNode(1, right), resolveEnvironment(env), '=');
    const keyOf = pair.key ?? unsupported('a hash join of these types');
    const frame = new Frame();
    let current: Bytes = null;
    frame.row = { at: () => current };
    const side = (run: (f: Frame) => unknown) => (value: Bytes) => {
      if (value === null) return null;
      current = value;
      const made = run(frame);
      return made === null ? null : keyOf(made as never);
    };
    return { kind: 'JoinKeys', left: side(pair.left), right: side(pair.right) } satisfies JoinKeys;
  });
}
