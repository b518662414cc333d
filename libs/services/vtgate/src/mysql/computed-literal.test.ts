import { type BindVariable, Type, typeName } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { defaultScanMode } from '../text/scan.ts';
import { asComputed } from './computed-literal.ts';
import { computedParams } from './computed-params.ts';
import { findParams } from './inline-params.ts';

const of = (type: number, text: string): BindVariable => ({ type, value: Buffer.from(text) });

function short(
  sql: string,
  derived: readonly number[],
  params: readonly BindVariable[],
): readonly string[] | undefined {
  const statement = {
    sql,
    params: findParams(sql, defaultScanMode),
    derived,
    computed: computedParams(sql, '', '9.1.0-Vitess'),
  };
  return asComputed(statement, params)?.map(({ type, value }) => `${typeName(type as never)} ${Buffer.from(value)}`);
}

describe('parameters on the short way, which sends them as literals', () => {
  const id = of(Type.INT64, '1');

  test('a decimal whose digits are seen does not go it', () => {
    const sql = 'update t set f = coalesce(d, ?) / 3 where id = ?';
    expect(short(sql, [Type.DECIMAL, Type.INT64], [of(Type.INT64, '2'), id])).toBeUndefined();
    expect(short(sql, [Type.DECIMAL, Type.INT64], [of(Type.FLOAT64, '2'), id])).toEqual(['FLOAT64 2e0', 'INT64 1']);
  });

  test('one that is added or chosen does, as the number that it is', () => {
    const sql = 'update t set d = coalesce(d, 0) + ? where id = ?';
    expect(short(sql, [Type.DECIMAL, Type.INT64], [of(Type.VARCHAR, '2.50'), id])).toEqual(['DECIMAL 2.50', 'INT64 1']);
    expect(short(sql, [Type.DECIMAL, Type.INT64], [of(Type.INT64, '2'), id])).toEqual(['DECIMAL 2', 'INT64 1']);
  });

  test('a moment that may be stored as a text does not, and one that is compared does', () => {
    const derived = [Type.DATETIME, Type.INT64];
    const moment = of(Type.VARCHAR, '2024-01-02');
    expect(short('update t set s = coalesce(ts, ?) where id = ?', derived, [moment, id])).toBeUndefined();
    expect(short('select id from t where ts > ? - interval 1 day and id = ?', derived, [moment, id])).toBeDefined();
  });

  test('what is stored, compared or counted stays as it was sent', () => {
    const params = [of(Type.VARCHAR, '1.5'), of(Type.FLOAT64, '2'), of(Type.VARCHAR, 'x')];
    const derived = [Type.DECIMAL, Type.INT64, Type.VARCHAR];
    const sql = 'update t set d = ? where id = ? and s in (?)';
    expect(short(sql, derived, params)).toEqual(['VARCHAR 1.5', 'FLOAT64 2', 'VARCHAR x']);
  });
});
