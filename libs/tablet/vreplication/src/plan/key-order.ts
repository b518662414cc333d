import { VtError } from '@vt/base';
import { comparerOf } from '@vt/collations';
import { type Field, hashOfKey, isIntegral, type Row, Type } from '@vt/sqltypes';
import { membersOf } from './members.ts';

type Compare = (a: Uint8Array, b: Uint8Array) => number;

/** Whether rows come up to a last key, in the order in which the source gives them. */
export class KeyOrder {
  readonly #compares: readonly Compare[];

  /** @param isHashed the rows come in the order of hashes. */
  constructor(fields: readonly Field[], isHashed: boolean) {
    this.#compares = fields.map((field) => (isHashed ? byHash(field) : compareOf(field)));
  }

  /** Negative, 0 or positive. NULL is before everything. */
  compare(a: Row, b: Row): number {
    for (const [i, compare] of this.#compares.entries()) {
      const [x, y] = [a[i] ?? null, b[i] ?? null];
      if (x === null && y === null) continue;
      if (x === null) return -1;
      if (y === null) return 1;
      const order = compare(x, y);
      if (order !== 0) return order;
    }
    return 0;
  }
}

/** Ours, above the 16 bits of a server's flags. */
const HASHED = 0x10000;

/** Whether a source gives rows in the order of hashes of these columns: it marks them. */
export function isHashed(keyFields: readonly { readonly flags: number }[]): boolean {
  return keyFields.some(({ flags }) => (flags & HASHED) !== 0);
}

function byHash(field: Field): Compare {
  return (a, b) => {
    const [x, y] = [hashOfKey(field, a), hashOfKey(field, b)];
    return x < y ? -1 : Number(x > y);
  };
}

const text = (value: Uint8Array): string =>
  Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1');

function compareOf(field: Field): Compare {
  const { type } = field;
  if (isIntegral(type)) return (a, b) => sign(BigInt(text(a)) - BigInt(text(b)));
  switch (type) {
    case Type.FLOAT32:
    case Type.FLOAT64:
      return (a, b) => Number(text(a)) - Number(text(b));
    case Type.DECIMAL:
      return (a, b) => sign(scaled(text(a)) - scaled(text(b)));
    case Type.TIME:
      return (a, b) => timeMicros(text(a)) - timeMicros(text(b));
    case Type.BINARY:
      return (a, b) => Buffer.compare(trimmed(a), trimmed(b));
    case Type.ENUM:
    case Type.SET:
      return byMember(field);
    case Type.CHAR:
    case Type.VARCHAR:
    case Type.TEXT:
      return byCollation(field);
    case Type.JSON:
      throw unsupported(field);
    default:
      // Dates are written most significant first; binary types compare by bytes.
      return Buffer.compare;
  }
}

function sign(difference: bigint): number {
  return difference < 0n ? -1 : Number(difference > 0n);
}

/** DECIMAL has at most 30 places. */
const PLACES = 30;

function scaled(digits: string): bigint {
  const isNegative = digits.startsWith('-');
  const [whole = '0', fraction = ''] = digits.replace(/^[-+]/, '').split('.');
  const value = BigInt((whole || '0') + fraction.padEnd(PLACES, '0'));
  return isNegative ? -value : value;
}

function timeMicros(time: string): number {
  const isNegative = time.startsWith('-');
  const [hours = '0', minutes = '0', seconds = '0'] = time.replace('-', '').split(':');
  const micros = (Number(hours) * 3600 + Number(minutes) * 60) * 1e6 + Math.round(Number(seconds) * 1e6);
  return isNegative ? -micros : micros;
}

/** Zero bytes at the end may have been left out of the log. */
function trimmed(value: Uint8Array): Uint8Array {
  let end = value.length;
  while (end > 0 && value[end - 1] === 0) end--;
  return value.subarray(0, end);
}

/** ENUM and SET are ordered by number. */
function byMember(field: Field): Compare {
  const members = membersOf(field.columnType);
  if (members === undefined) throw unsupported(field);
  const places = new Map(members.map((member, i) => [member, i]));
  const numberOf = (value: Uint8Array): bigint => {
    const name = Buffer.from(value).toString('utf8');
    if (name === '') return 0n;
    const place = (part: string): bigint => {
      const found = places.get(part);
      if (found === undefined) throw unsupported(field);
      return BigInt(found);
    };
    if (field.type === Type.ENUM) return place(name) + 1n;
    return name.split(',').reduce((sum, part) => sum | (1n << place(part)), 0n);
  };
  return (a, b) => sign(numberOf(a) - numberOf(b));
}

function byCollation(field: Field): Compare {
  const comparer = comparerOf(field.charset);
  if (!comparer) throw unsupported(field);
  return (a, b) => comparer.compare(a, b);
}

function unsupported({ name, charset }: Field): VtError {
  const message = `key column ${name} (collation ${charset}) cannot be compared here: the table cannot be copied while it is changed`;
  return new VtError({ code: 'UNIMPLEMENTED', message });
}
