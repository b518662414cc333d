import { VtError } from '@vt/base';
import { charsetByName, convertCharset } from '@vt/collations';
import { type Field, type Row } from '@vt/sqltypes';
import { isHashed, KeyOrder } from '../plan/key-order.ts';
import { charsetOf } from '../plan/value-writer.ts';
import type { DiffRows } from './row-stream.ts';

/** Rows of both sides by the target's columns. */
export class Comparison {
  readonly names: readonly string[];
  readonly order: KeyOrder;
  readonly keyPlaces: readonly number[];
  readonly #convert: readonly (((value: Uint8Array) => Uint8Array) | undefined)[];
  readonly #sourcePlaces: readonly number[];

  constructor(source: DiffRows, target: DiffRows) {
    this.names = target.fields.map(({ name }) => name);
    this.#sourcePlaces = target.fields.map(({ name }) => placeOf(name, source.fields));
    this.#convert = target.fields.map((field, i) =>
      conversion(source.fields[this.#sourcePlaces[i] as number] as Field, field),
    );
    this.keyPlaces = target.keyFields.map(({ name }) => placeOf(name, target.fields));
    this.order = new KeyOrder(target.keyFields, isHashed(target.keyFields));
  }

  /** A row of the source as the target would have it. */
  ofSource(row: Row): Row {
    return this.#sourcePlaces.map((place, i) => {
      const value = row[place] ?? null;
      const convert = this.#convert[i];
      return value !== null && convert ? convert(value) : value;
    });
  }

  keyOf(row: Row): Row {
    return this.keyPlaces.map((place) => row[place] ?? null);
  }

  isSame(a: Row, b: Row): boolean {
    return a.every((value, i) => {
      const other = b[i] ?? null;
      return value === null || other === null ? value === other : Buffer.compare(value, other) === 0;
    });
  }
}

function placeOf(name: string, fields: readonly Field[]): number {
  const place = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  if (place >= 0) return place;
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `column ${name} is not on both sides of the diff` });
}

/** Texts are compared in the target's character set. */
function conversion(from: Field, to: Field): ((value: Uint8Array) => Uint8Array) | undefined {
  const [a, b] = [charsetOf(from), charsetOf(to)];
  if (a === b || a === undefined || b === undefined || a === 'binary' || b === 'binary') return undefined;
  const [source, target] = [charsetByName(a), charsetByName(b)];
  if (!source || !target) return undefined;
  return (value) => convertCharset(Buffer.from(value), source, target).bytes;
}
