import { expect, test } from 'vitest';
import { vindexRegistry } from '../vindex/registry.ts';
import { buildVSchema } from './build.ts';
import { findMirrorRule } from './find.ts';
import type { MirrorRule } from './model.ts';

const unsharded = { sharded: false, tables: {} };
const sharded = (table: string) => ({
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { [table]: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
});
const FORM = 'it must be of the qualified form <keyspace_name>.<table_name> (dots are not allowed in either name)';

function shown(rule: MirrorRule | undefined): unknown {
  if (!rule) return undefined;
  return 'error' in rule ? rule.error.message : [`${rule.table.keyspace}.${rule.table.name}`, rule.percent];
}

test('rules as Vitess reads them, and what is wrong with those that are wrong', () => {
  const rules: readonly (readonly [from: string, to: string, percent: number, shown: unknown])[] = [
    ['', 'ks2.ks2t1', 0, `from table: invalid table name: '', ${FORM}`],
    ['ks1', 'ks2.ks2t1', 0, `from table: invalid table name: 'ks1', ${FORM}`],
    ['ks1.ks1t1', 'ks2', 0, `to table: invalid table name: 'ks2', ${FORM}`],
    ['ks1.ks1t2', 'ks2.ks2t2.c', 0, `to table: invalid table name: 'ks2.ks2t2.c', ${FORM}`],
    ['ks1.ks1t3', 'ks2.ks2t3', 50, ['ks2.ks2t3', 50]],
    ['ks1.ks1t4', 'ks2.ks2t4@replica', 0, "to table: tablet type may not be specified: 'ks2.ks2t4@replica'"],
    ['ks1.ks1t5@replica', 'ks2.ks2t5', 0, ['ks2.ks2t5', 0]],
    ['ks1.ks1t6@stone', 'ks2.ks2t6', 0, "from table: invalid tablet type: 'ks1.ks1t6@stone'"],
    ['ks3.ks3t1', 'ks4.ks4t1', 50, ['ks4.ks4t1', 50]],
    ['ks1.ks1t7', 'ks4.ks4t1', 50, ['ks4.ks4t1', 50]],
    ['ks1.ks1t8', 'ks4.ks4t2', 50, 'to table: table ks4t2 not found'],
    ['ks3.ks3t2', 'ks4.ks4t1', 50, 'from table: table ks3t2 not found'],
    ['ks2.ks2t9', 'ks4.ks4t1', 50, 'mirror chaining is not allowed'],
  ];
  const { mirrorRules } = buildVSchema(
    {
      keyspaces: { ks1: unsharded, ks2: unsharded, ks3: sharded('ks3t1'), ks4: sharded('ks4t1') },
      mirror_rules: { rules: rules.map(([from_table, to_table, percent]) => ({ from_table, to_table, percent })) },
    } as unknown as Parameters<typeof buildVSchema>[0],
    vindexRegistry(),
  );
  for (const [from, , , expected] of rules) {
    expect([from, shown(mirrorRules.get(from))]).toEqual([from, expected]);
  }
});

test('a keyspace that others are mirrored to is not mirrored on; rules are of a tablet type, or of all', () => {
  const vschema = buildVSchema(
    {
      keyspaces: { a: unsharded, b: unsharded, c: unsharded },
      mirror_rules: {
        rules: [
          { from_table: 'a.t', to_table: 'b.t', percent: 10 },
          { from_table: 'a.t@replica', to_table: 'b.r', percent: 20 },
          { from_table: 'b.t', to_table: 'c.t', percent: 30 },
          { from_table: 'c.s', to_table: 'c.t', percent: 40 },
        ],
      },
    } as unknown as Parameters<typeof buildVSchema>[0],
    vindexRegistry(),
  );
  expect(shown(findMirrorRule(vschema, 'a.t', 'PRIMARY'))).toEqual(['b.t', 10]);
  expect(shown(findMirrorRule(vschema, 'a.t', 'RDONLY'))).toEqual(['b.t', 10]);
  expect(shown(findMirrorRule(vschema, 'a.t', 'REPLICA'))).toEqual(['b.r', 20]);
  expect(shown(findMirrorRule(vschema, 'b.t', 'PRIMARY'))).toBe('mirror chaining is not allowed');
  expect(shown(findMirrorRule(vschema, 'c.s', 'PRIMARY'))).toBe('from and to keyspace must not be the same');
  expect(findMirrorRule(vschema, 'a.other', 'PRIMARY')).toBeUndefined();
});
