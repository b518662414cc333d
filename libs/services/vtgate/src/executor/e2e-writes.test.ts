import { TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { E2eWrites, e2eCases } from '../testing/e2e-writes.ts';

const ENV = process.env['VT_E2E_ENV'] ?? 'vtgate/queries/dml';
const cases = e2eCases(ENV).filter((each) => ['differential', 'vtgate_only', 'partial'].includes(each.class));

/** Statements whose recorded answer is not MySQL's, or not ours to give, and why. */
const argued: readonly (readonly [statement: string, why: string])[] = [
  ['select col, hex(keyspace_id) from col_vdx_tbl order by col:', 'an ignored row leaves no entry behind here'],
  ['delete from order_tbl where region_id in (select cust_no from order_tbl)', 'MySQL refuses it: 1093'],
  [
    'select region_id, oid, cust_no from order_tbl order by oid: rows [[INT64(1) INT64(1) INT64(4)] [INT64(1)',
    'and so the row is there',
  ],
  ['vexplain /*vt+ EXECUTE_DML_QUERIES */ queries', 'VEXPLAIN is tested elsewhere'],
  ['insert into u_tbl(id, num) values (1,2),(3,4)', 'the table is not in the keyspace that is on record as selected'],
];

describe.skipIf(cases.length === 0)(`recorded end-to-end cases of ${ENV}`, () => {
  let mysqld: TestMysqld;
  let suite: E2eWrites;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql');
    suite = await E2eWrites.start(ENV, mysqld);
  });

  afterAll(async () => {
    suite?.close();
    await mysqld?.stop();
  });

  test.each(cases)('$id', async (each) => {
    const problems = await suite.run(each);
    expect(problems.filter((problem) => !argued.some(([statement]) => problem.startsWith(statement)))).toEqual([]);
  });
});
