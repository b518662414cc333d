import { type TabletRequest, tabletRequest } from '@vt/proto/hot';
import { Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../statement/statement.ts';
import { QueryRules } from './query-rules.ts';
import { readRules } from './read-rules.ts';

const target = { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' } as const;
const int = (n: number) => ({ type: Type.INT64, value: Buffer.from(String(n)) });

function outcome(rule: object, sql: string, options: { user?: string; peer?: string; id?: number } = {}): string {
  const rules = new QueryRules();
  rules.set('file', readRules(JSON.stringify([{ Description: 'd', ...rule }])));
  const { user = 'u', peer = '10.1.2.3:55', id } = options;
  const caller = { effective: null, immediate: { username: user } };
  const binds: TabletRequest['binds'] = id === undefined ? {} : { id: int(id) };
  try {
    rules.check(tabletRequest({ method: 'execute', target, sql, caller, binds }), readStatement(sql), peer);
    return 'passes';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
}

const refused = 'INVALID_ARGUMENT disallowed due to rule: d';

describe('query rules', () => {
  test.each<[object, string, object, string]>([
    [{}, 'select 1', {}, refused],
    [{ Action: 'FAIL_RETRY' }, 'select 1', {}, 'FAILED_PRECONDITION disallowed due to rule: d'],
    [{ Action: 'BUFFER' }, 'select 1', {}, 'CLUSTER_EVENT disallowed due to rule: d'],
    [{ User: 'u.*' }, 'select 1', { user: 'u2' }, refused],
    [{ User: 'u' }, 'select 1', { user: 'u2' }, 'passes'],
    [{ RequestIP: '10\\..*' }, 'select 1', {}, refused],
    [{ RequestIP: '10\\..*' }, 'select 1', { peer: '11.1.1.1:5' }, 'passes'],
    [{ Query: 'select \\* from a.*' }, 'select * from abc', {}, refused],
    [{ Query: 'select \\* from a' }, 'select * from abc', {}, 'passes'],
    [{ Query: '(?i)select .* FROM a' }, 'SELECT b from a', {}, refused],
    [{ Query: '(?is)select .* from a' }, 'select b from B', {}, 'passes'],
    [{ Query: 'select 1', LeadingComment: '/\\* x \\*/ ?' }, '/* x */ select 1', {}, refused],
    [{ TrailingComment: '.*trace.*' }, 'select 1 /* trace=1 */', {}, refused],
    [{ Plans: ['Insert', 'Update'] }, 'update t set a = 1', {}, refused],
    [{ Plans: ['INSERT'] }, 'insert into t values (1)', {}, refused],
    [{ Plans: ['Insert'] }, 'select 1', {}, 'passes'],
    [{ TableNames: ['b'] }, 'select * from a join b', {}, refused],
    [{ TableNames: ['b'] }, 'insert into a select * from b', {}, refused],
    [{ TableNames: ['b'] }, 'with b as (select 1) select * from b', {}, 'passes'],
    [{ TableNames: ['b'] }, 'select b from a', {}, 'passes'],
    [{ BindVarConds: [{ Name: 'id', Operator: '>=', Value: 5 }] }, 'select :id from a', { id: 5 }, refused],
    [{ BindVarConds: [{ Name: 'id', Operator: '>=', Value: 5 }] }, 'select :id from a', { id: 4 }, 'passes'],
    [{ BindVarConds: [{ Name: 'x', OnAbsent: true, Operator: '' }] }, 'select 1', {}, refused],
    [{ BindVarConds: [{ Name: 'x', OnAbsent: false }] }, 'select 1', {}, 'passes'],
    [{ BindVarConds: [{ Name: 'id', Operator: 'IN', Value: [1, 2] }] }, 'select :id from a', { id: 2 }, refused],
    [{ BindVarConds: [{ Name: 'id', Operator: 'NOMATCH', Value: '1.*' }] }, 'select :id from a', { id: 12 }, 'passes'],
  ])('%j on %s %j: %s', (rule, sql, options, expected) => expect(outcome(rule, sql, options)).toBe(expected));

  test.each([
    ['{}', 'query rules want a list'],
    ['[{"Nam":"x"}]', 'unrecognized tag Nam'],
    ['[{"Action":"EXPLODE"}]', 'invalid Action EXPLODE'],
    ['[{"User":"("}]', 'could not set condition'],
    ['[{"BindVarConds":[{"Operator":"=="}]}]', 'Name missing in BindVarConds'],
  ])('%s is refused', (text, message) => expect(() => readRules(text)).toThrow(message));

  test('denied tables are a rule of their own', () => {
    const rules = new QueryRules();
    rules.denyTables(['t']);
    const sql = 'select * from t';
    expect(() => rules.check(tabletRequest({ method: 'execute', target, sql }), readStatement(sql), '')).toThrow(
      'disallowed due to rule: enforce denied tables',
    );
    rules.denyTables([]);
    rules.check(tabletRequest({ method: 'execute', target, sql }), readStatement(sql), '');
  });
});
