import { expect, test } from 'vitest';
import { parse } from '../index.ts';
import type { Node } from './node.ts';
import { visit, visitButLiterals } from './walk.ts';

const kinds = (walk: typeof visit, sql: string): string[] => {
  const found: string[] = [];
  walk(parse(sql), (node: Node) => void found.push(node.kind));
  return found;
};

test.each([
  "insert into t (a, b) values (1, 'x'), (2, now()), (3, (select max(c) from r where d = 4))",
  'select a from t where (a, b) in ((1, 2), (3, f(4))) limit 5',
])('who passes over literals sees all else in the same order: %s', (sql) => {
  const seen = kinds(visitButLiterals, sql);
  const all = kinds(visit, sql).filter((kind) => kind !== 'Literal');
  const rows = (list: readonly string[]) => list.filter((kind) => kind === 'ValTuple').length;
  expect(seen.filter((kind) => kind !== 'ValTuple')).toEqual(all.filter((kind) => kind !== 'ValTuple'));
  // One row of literals each.
  expect(rows(seen)).toBe(rows(all) - 1);
  expect(seen).not.toContain('Literal');
});

test('a refusal to go below a node holds', () => {
  const seen: string[] = [];
  visitButLiterals(parse('select (select f(1)) from t'), (node) => {
    seen.push(node.kind);
    return node.kind !== 'Subquery';
  });
  expect(seen).toContain('Subquery');
  expect(seen).not.toContain('FuncExpr');
});
