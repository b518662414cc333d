import { expect, test } from 'vitest';
import { compareTabletAlias, parseTabletAlias, tabletAliasString } from './alias.ts';

test('an alias is read in every spelling and written in one', () => {
  expect(parseTabletAlias('zone1-100')).toEqual({ cell: 'zone1', uid: 100 });
  expect(parseTabletAlias('zone1-0000000100')).toEqual({ cell: 'zone1', uid: 100 });
  expect(parseTabletAlias('us-east-1-7')).toEqual({ cell: 'us-east-1', uid: 7 });
  expect(tabletAliasString({ cell: 'zone1', uid: 100 })).toBe('zone1-0000000100');
  expect(parseTabletAlias('z-4294967295').uid).toBe(4294967295);
});

test.each(['', 'zone1', '-100', 'zone1-', 'zone1-x', 'zone1-4294967296', 'zone1-1.5'])('%j is no alias', (text) => {
  expect(() => parseTabletAlias(text)).toThrow(`tablet alias '${text}'`);
});

test('aliases sort by cell, then by number', () => {
  const aliases = ['b-1', 'a-10', 'a-9'].map(parseTabletAlias).sort(compareTabletAlias);
  expect(aliases.map(tabletAliasString)).toEqual(['a-0000000009', 'a-0000000010', 'b-0000000001']);
});
