import { Stats } from '@vt/servenv';
import { describe, expect, test } from 'vitest';
import { tabletItself } from '../request.ts';
import { readStatement } from '../statement/statement.ts';
import { readTableAcl } from './config.ts';
import { TableAccess, type TableAccessOptions } from './table-access.ts';

const file = JSON.stringify({
  table_groups: [
    { name: 'g', table_names_or_prefixes: ['t', 'log%'], readers: ['r', 'w'], writers: ['w'], admins: ['dba'] },
    { name: 'open', table_names_or_prefixes: ['o'], readers: ['*'] },
  ],
});

function access(options: Partial<TableAccessOptions> = {}) {
  const stats = new Stats('vttablet');
  const counter = (name: string) =>
    stats.countersWithLabels(name, '', ['TableName', 'TableGroup', 'PlanID', 'Username']);
  const counters = { allowed: counter('a'), denied: counter('d'), pseudoDenied: counter('p') };
  const table = new TableAccess({ strict: false, dryRun: false, exempt: new Set(), ...options }, counters);
  table.load(readTableAcl(file));
  return { table, counters };
}

const caller = (username: string, ...groups: string[]) => ({ effective: null, immediate: { username, groups } });

describe('table access', () => {
  test.each<[string, string, string | undefined]>([
    ['r', 'select * from t', undefined],
    ['r', 'select * from log_2026', undefined],
    ['r', 'insert into t values (1)', "Insert command denied to user 'r' for table 't' (ACL check error)"],
    ['w', 'insert into t select * from o', undefined],
    ['w', 'update t, o set t.a = 1', "Update command denied to user 'w' for table 'o' (ACL check error)"],
    ['x', 'select (select 1 from t) from o', "Select command denied to user 'x' for table 't' (ACL check error)"],
    ['w', 'alter table t add column b int', "DDL command denied to user 'w' for table 't' (ACL check error)"],
    ['dba', 'alter table t add column b int', undefined],
    ['x', 'select * from elsewhere', undefined],
    ['x', 'select 1', undefined],
  ])('%s: %s', (user, sql, message) => {
    const check = () => access().table.check(readStatement(sql), caller(user));
    if (message === undefined) check();
    else expect(check).toThrow(expect.objectContaining({ code: 'PERMISSION_DENIED', message }));
  });

  test('groups count, and are told', () => {
    const { table } = access();
    table.check(readStatement('select * from t'), caller('x', 'r'));
    expect(() => table.check(readStatement('delete from t'), caller('x', 'a', 'b'))).toThrow(
      "Delete command denied to user 'x', in groups [a, b], for table 't' (ACL check error)",
    );
  });

  test('strict: a table of no group is nobody’s', () => {
    expect(() => access({ strict: true }).table.check(readStatement('select * from other'), caller('r'))).toThrow(
      'denied',
    );
  });

  test('dry runs and exempt users pass, and are counted', () => {
    const { table, counters } = access({ dryRun: true });
    table.check(readStatement('delete from t'), caller('x'));
    expect(counters.pseudoDenied.get(['t', 'g', 'Delete', 'x'])).toBe(1);
    access({ exempt: new Set(['x']) }).table.check(readStatement('delete from t'), caller('x'));
  });

  test('the tablet’s own statements pass; who says the same of himself does not', () => {
    const { table } = access({ strict: true });
    table.check(readStatement('delete from t'), tabletItself);
    expect(() => table.check(readStatement('delete from t'), { ...tabletItself })).toThrow('missing caller id');
  });

  test('no file, no rules; files that contradict themselves are refused', () => {
    const { table } = access();
    table.load(undefined);
    table.check(readStatement('delete from t'), caller('x'));
    const twice = (a: string, b: string) =>
      JSON.stringify({ table_groups: [a, b].map((name) => ({ name, table_names_or_prefixes: [name] })) });
    expect(() => readTableAcl(twice('t', 't'))).toThrow("'t' is in more than one group");
    expect(() => readTableAcl(twice('t%', 'tx'))).toThrow("'tx' is in more than one group");
    expect(() => readTableAcl('nonsense')).toThrow();
  });
});
