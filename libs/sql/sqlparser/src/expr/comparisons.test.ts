import { describe, expect, it } from 'vitest';
import { parse } from '../index.ts';

const nearOf = (sql: string, flavor?: 'mariadb') => {
  try {
    parse(sql, flavor && { flavor });
  } catch (error) {
    return /near '([^]*)' at line/.exec(String((error as Error & { said?: string }).message))?.[1] ?? String(error);
  }
  return undefined;
};

describe('<=> before ANY, SOME and ALL', () => {
  it('is a syntax error at the operator, once the subquery was read', () => {
    expect(nearOf('select 1 <=> all (select 2) x')).toBe('<=> all (select 2) x');
    expect(nearOf('select (1 <=> any (select 2))')).toBe('<=> any (select 2))');
    expect(nearOf('select 1 <=> some (select from t)')).toBe('from t)');
  });

  it('is one at ALL, and at the parenthesis behind a name, in MariaDB', () => {
    expect(nearOf('select 1 <=> all (select 2) x', 'mariadb')).toBe('all (select 2) x');
    expect(nearOf('select 1 <=> any (select 2)', 'mariadb')).toBe('(select 2)');
  });

  it('leaves the other operators as they are, and columns of those names', () => {
    for (const sql of ['select 1 = all (select 2)', 'select 1 <=> any', 'select 1 <=> (select 2)'])
      expect(nearOf(sql)).toBeUndefined();
  });
});
