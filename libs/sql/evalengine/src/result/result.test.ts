import { Type } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import {
  datetimeType,
  decimalType,
  type EvalType,
  intType,
  jsonType,
  nullType,
  realType,
  stringType,
} from '../type/eval-type.ts';
import { type AggregateFunction, aggregate } from './aggregate.ts';
import { groupConcat } from './group-concat.ts';
import { mergeTypes } from './merge.ts';
import { columnOrder, joinKeys } from './order.ts';

const AI_CI = 255;
const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
const text = (value: Uint8Array | null) => (value === null ? null : Buffer.from(value).toString());

function ordered<T extends { kind: string }>(made: T): Exclude<T, { kind: 'Unsupported' }> {
  if (made.kind === 'Unsupported') throw new Error('unsupported');
  return made as Exclude<T, { kind: 'Unsupported' }>;
}

function run(name: AggregateFunction, type: EvalType, values: readonly (string | null)[]): string | null {
  const state = ordered(aggregate(name, type)).create();
  for (const value of values) state.add(bytes(value));
  return text(state.result());
}

describe('orders of columns', () => {
  const sorted = (type: EvalType, values: readonly (string | null)[]) => {
    const order = ordered(columnOrder(type));
    return [...values].sort((a, b) => order.compare(bytes(a), bytes(b)));
  };

  it('put NULL first, and values in the order of their type', () => {
    expect(sorted(intType(true), ['10', null, '-1', '9'])).toEqual([null, '-1', '9', '10']);
    expect(sorted(decimalType(true, 10, 2), ['10.00', '9.5', '-0.01'])).toEqual(['-0.01', '9.5', '10.00']);
    expect(sorted(stringType(true, AI_CI, 10), ['b', 'A', 'á'])).toEqual(['A', 'á', 'b']);
    expect(sorted(jsonType(true), ['[]', '2', '"1"', 'true'])).toEqual(['2', '"1"', '[]', 'true']);
    const colours: EvalType = { ...stringType(true, AI_CI, 5), type: Type.ENUM, values: ['red', 'green'] };
    expect(sorted(colours, ['green', 'red'])).toEqual(['red', 'green']);
  });

  it('have equal keys for equal values only', () => {
    const same = (type: EvalType, a: string, b: string) => {
      const order = ordered(columnOrder(type));
      expect(order.key(bytes(a)) === order.key(bytes(b))).toBe(order.compare(bytes(a), bytes(b)) === 0);
      return order.key(bytes(a)) === order.key(bytes(b));
    };
    expect(same(stringType(true, AI_CI, 10), 'Á', 'a')).toBe(true);
    expect(same(stringType(true, AI_CI, 10), 'a', 'a ')).toBe(false);
    expect(same(decimalType(true, 10, 2), '1.50', '1.5')).toBe(true);
    expect(same(realType(true), '-0', '0')).toBe(true);
    expect(same(datetimeType(true, 6), '2024-01-01 00:00:00', '2024-01-01 00:00:00.000000')).toBe(true);
    expect(ordered(columnOrder(intType(true))).key(null)).not.toBe(ordered(columnOrder(intType(true))).key(bytes('0')));
  });

  it('are refused for collations and types that we do not have', () => {
    expect(columnOrder(stringType(true, 303, 10)).kind).toBe('Unsupported');
    expect(columnOrder({ ...stringType(true, AI_CI, 5), type: Type.ENUM }).kind).toBe('Unsupported');
  });

  it('meet in joins as = compares', () => {
    const numbers = ordered(joinKeys(intType(true), decimalType(true, 10, 2)));
    expect(numbers.left(bytes('1'))).toBe(numbers.right(bytes('1.00')));
    const mixed = ordered(joinKeys(intType(true), stringType(true, AI_CI, 10)));
    expect(mixed.left(bytes('1'))).toBe(mixed.right(bytes(' 1.0x')));
    expect(mixed.left(null)).toBe(null);
  });
});

describe('aggregates', () => {
  it('are exact over integers and decimals', () => {
    expect(run('sum', intType(true), ['9223372036854775807', '9223372036854775807', null])).toBe(
      '18446744073709551614',
    );
    expect(run('avg', intType(true), ['1', '2', '2'])).toBe('1.6667');
    expect(run('sum', decimalType(true, 10, 2), ['0.10', '0.20'])).toBe('0.30');
    expect(run('sum', realType(true), ['0.1', '0.2'])).toBe('0.30000000000000004');
    expect(run('sum', intType(true), [null])).toBe(null);
    expect(run('count', intType(true), ['1', null, '1'])).toBe('2');
  });

  it('take the least and greatest under the collation', () => {
    expect(run('min', stringType(true, AI_CI, 10), ['b', 'A', 'c'])).toBe('A');
    expect(run('max', datetimeType(true, 0), ['2024-01-01 00:00:00', '1999-01-01 00:00:00'])).toBe(
      '2024-01-01 00:00:00',
    );
    expect(run('bit_and', intType(true), ['7', '6'])).toBe('6');
    expect(run('bit_or', intType(true), [])).toBe('0');
  });

  it('cut GROUP_CONCAT at a character', () => {
    let cut = 0;
    const state = groupConcat(stringType(true, AI_CI, 100), Buffer.from(','), 5, () => cut++);
    for (const value of ['ab', null, 'éé', 'x']) state.add(bytes(value));
    expect([text(state.result()), cut]).toEqual(['ab,é', 1]);
  });
});

describe('types of UNION', () => {
  it('hold the values of every part', () => {
    const merged = ordered(mergeTypes([intType(false), decimalType(true, 5, 2)]));
    expect(merged.type).toMatchObject({ type: Type.DECIMAL, decimals: 2, nullable: true });
    expect(text(merged.convert[0]?.(bytes('7')) ?? null)).toBe('7.00');
    const unsigned = [intType(true, 20, true), nullType()];
    expect(ordered(mergeTypes(unsigned)).type.type).toBe(Type.UINT64);
    expect(ordered(mergeTypes(unsigned, { flavor: 'mariadb' })).type.type).toBe(Type.DECIMAL);
    const texts = ordered(mergeTypes([intType(false), stringType(false, AI_CI, 3)]));
    expect(texts.type).toMatchObject({ type: Type.VARCHAR, collation: AI_CI, nullable: false });
  });
});
