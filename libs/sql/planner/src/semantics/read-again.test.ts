import { buildVSchema, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { planned, tableColumn } from '../testing/planned.ts';

const document = {
  keyspaces: {
    ks: {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { t: { column_vindexes: [{ column: 'id', name: 'xxhash' }] } },
    },
  },
};
const tables = new Map([['t', { columns: ['id', 'n'].map((name) => tableColumn(name)) }]]);
const vschema = buildVSchema(document, vindexRegistry({ readTextFile: () => '' }), new Map([['ks', tables]]));
const twice = 'select a.id from c a join c b on a.id = b.id';

test.each([
  `with c as (select id from t limit 3) ${twice}`,
  `with c as (select id from t limit 3) select id from c where id in (select id from c)`,
  `with c as (select id, uuid() u from t) ${twice} and a.u = b.u`,
  `with c as (select id, rand() r from t where id = 1) ${twice} and a.r = b.r`,
])('%s has the same rows both times, or is refused', (sql) => {
  expect(() => planned(sql, vschema)).toThrow(
    expect.objectContaining({ id: 'VT12001', message: expect.stringContaining('not the same each time') }),
  );
});

test.each([
  `with c as (select id from t limit 3) select id from c`,
  `with c as (select id from t order by id limit 3) ${twice}`,
  `with c as (select id from t where id = 5 limit 3) ${twice}`,
  `with c as (select max(id) id from t limit 1) ${twice}`,
  `with c as (select id, now() from t) ${twice}`,
])('%s is planned', (sql) => {
  expect(planned(sql, vschema).root.kind).toBeDefined();
});
