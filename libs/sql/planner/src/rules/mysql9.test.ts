import { explainPlan } from '@vt/plan';
import { parse } from '@vt/sqlparser';
import { describe, expect, it } from 'vitest';
import { planStatement } from '../plan-statement.ts';
import { corpusPresent, environmentOf, plannerCases } from '../testing/planner-corpus.ts';

describe.skipIf(!corpusPresent)('forms of MySQL 9 over several shards', () => {
  const ofUsers = () => plannerCases().find(({ query }) => /from user\b/.test(query))!;
  const plan = (sql: string) => JSON.stringify(explainPlan(planStatement(parse(sql), environmentOf(ofUsers()))));

  it.each([
    'select col from user group by grouping sets ((col), ())',
    'select col, count(*) from user group by rollup(col)',
    'select json_arrayagg(col null on null) from user',
    'select col, `count`(id) from user group by col',
  ])('refuses %s', (sql) => expect(() => plan(sql)).toThrow('VT12001'));

  it('samples the rows of every shard', () => {
    expect(plan('select id from user tablesample system (10) where col = 1')).toContain(
      'select `user`.id from `user` tablesample system (10) where `user`.col = 1',
    );
  });

  it('leaves stored functions with the names of keywords to the shards', () => {
    expect(plan('select id from user where `if`(id) = 1')).toContain('where `if`(`user`.id) = 1');
  });
});
