import { describe, expect, it } from 'vitest';
import type { Expr } from '../expr/nodes.ts';
import { parse, print } from '../index.ts';
import { corpus, corpusPresent } from '../testing/corpus.ts';
import { type PrepareOptions, prepareForSession } from './prepare.ts';
import { addQueryHint } from './query-hint.ts';

function prepared(sql: string, options?: PrepareOptions): string {
  return print(prepareForSession(parse(sql), options).statement);
}

describe('prepareForSession', () => {
  it.each([
    [
      'select last_insert_id() + database()',
      'select :__lastInsertId + :__vtdbname as `last_insert_id() + database()` from dual',
    ],
    ['select (select database() from dual)', 'select :__vtdbname as `(select database() from dual)` from dual'],
    ['select row_count(), found_rows() as f', 'select :__vtrcount as `row_count()`, :__vtfrows as f from dual'],
    ['select @`x y`', 'select :__vtudvx_y as `@``x y``` from dual'],
    ['insert into t(id) values(@xyx)', 'insert into t(id) values (:__vtudvxyx)'],
    [
      'select @@global.autocommit, @@session.workload',
      'select @@global.autocommit, :__vtworkload as `@@session.workload` from dual',
    ],
    ['set @a = @b, autocommit = 0', 'set @a = :__vtudvb, autocommit = 0'],
    ['select 1 into @a', 'select 1 from dual into @a'],
    ['execute s using @a', 'execute s using @a'],
    ['select a from t where b = (select 42)', 'select a from t where b = 42'],
    ['select a from t where b in (select 1) and c = 2', 'select a from t where b in (1) and c = 2'],
    ['select a from t where not b in (select 1)', 'select a from t where b not in (select 1 from dual)'],
    ['select a from t where b = any (select 1)', 'select a from t where b = any (select 1 from dual)'],
    ['select 1 as foobar, (select foobar)', 'select 1 as foobar, (select foobar from dual) from dual'],
    ['select (select count(*))', 'select (select count(*) from dual) from dual'],
    ['select a from t where not (a <=> 1)', 'select a from t where not a <=> 1'],
    ['select a from t where not a = any (select b from u)', 'select a from t where not a = any (select b from u)'],
    [
      'select 1 from t where exists(select a from u limit 1, 2)',
      'select 1 from t where exists (select 1 from u limit 1, 2)',
    ],
    ['select 1 from t where exists(select count(*) from u)', 'select 1 from t where exists (select count(*) from u)'],
    [
      'select 1 from t where exists(select distinct a from u limit 1, 2)',
      'select 1 from t where exists (select distinct a from u limit 1, 2)',
    ],
  ])('%s', (sql, expected) => expect(prepared(sql)).toBe(expected));

  it('names tables of a database, but not what a WITH names', () => {
    const sql = 'with c as (select 1 from t) select * from c, x.t, t as u';
    expect(prepared(sql, { database: 'd' })).toBe('with c as (select 1 from d.t) select * from c, x.t, d.t as u');
  });

  it('writes a session’s own answers in, and names columns as it says', () => {
    const asked: string[] = [];
    const answer: Expr = { kind: 'Literal', type: 'Int', value: '7' };
    const statement = parse(
      'select constructor(), User ( ), @a, (select @b) from t where x = @c order by @d, (select @e) limit 1',
    );
    const result = prepareForSession(statement, {
      simplify: false,
      columnName: ({ text }) => text,
      values: {
        function: (name, place) => (name === 'user' && place === 'column' ? answer : undefined),
        variable: ({ name }, place) => {
          asked.push(`${name} ${place}`);
          return answer;
        },
      },
    });
    expect(print(result.statement)).toBe(
      'select constructor(), 7 as `User ( )`, 7 as `@a`, (select 7 as `@b` from dual) as `(select @b)` from t where x = 7 order by 7 asc, (select 7 as `@e` from dual) asc limit 1',
    );
    expect(asked).toEqual(['a column', 'b elsewhere', 'c elsewhere', 'd repeated', 'e elsewhere']);
    expect(result.needs.size).toBe(0);
  });

  it('shares what it does not change', () => {
    const statement = parse('select a, (select max(b) from u) from t where x = 1');
    expect(prepareForSession(statement).statement).toBe(statement);
  });

  it.each([
    [[], '', []],
    [['/* a */'], 'X(1)', ['/*+ X(1) */', '/* a */']],
    [['/* a */', '/*+ Y(2) */'], 'X(1)', ['/*+ Y(2) X(1) */', '/* a */']],
    [['/*+ X(1) */'], 'X(1)', ['/*+ X(1) */']],
  ])('hints: %j and %s', (comments, hint, expected) => expect(addQueryHint(comments, hint)).toEqual(expected));

  it('refuses hints that it cannot join', () => {
    expect(() => addQueryHint(['/*+ A */', '/*+ B */'], 'X')).toThrow('Must have only one query hint');
    expect(() => addQueryHint(['/*+ A '], 'X')).toThrow('Query hint comment is malformed');
  });
});

type Case = Readonly<Record<string, unknown>> & { readonly id: string; readonly in: string; readonly expected: string };

/** The facts of a case by the binds that stand for them. */
const facts: Readonly<Record<string, string>> = {
  autocommit: '__vtautocommit',
  clientFoundRows: '__vtclient_found_rows',
  db: '__vtdbname',
  ddlStrategy: '__vtddl_strategy',
  foreignKeyChecks: '__vtforeign_key_checks',
  foundRows: '__vtfrows',
  liid: '__lastInsertId',
  migrationContext: '__vtmigration_context',
  queryTimeout: '__vtquery_timeout',
  rawGTID: '__vtread_after_write_gtid',
  rawTimeout: '__vtread_after_write_timeout',
  rowCount: '__vtrcount',
  sessTrackGTID: '__vtsession_track_gtids',
  sessionEnableSystemSettings: '__vtenable_system_settings',
  sessionUUID: '__vtsession_uuid',
  skipQueryPlanCache: '__vtskip_query_plan_cache',
  socket: '__vtsocket',
  sqlSelectLimit: '__vtsql_select_limit',
  transactionMode: '__vttransaction_mode',
  transactionTimeout: '__vttransaction_timeout',
  version: '__vtversion',
  versionComment: '__vtversion_comment',
  workload: '__vtworkload',
};

describe.skipIf(!corpusPresent('parser'))('rewrites corpus', () => {
  it.each(corpus<Case>('parser/rewrites.jsonl'))('$id', (c) => {
    const result = prepareForSession(parse(c.in), {
      hint: (c['setVarComment'] as string | undefined) ?? '',
      systemVariables: Object.keys((c['sysVar'] as object | undefined) ?? {}),
      ...(c['group'] === 'TestRewritesWithDefaultKeyspace' ? { database: 'sys' } : {}),
    });
    expect(print(result.statement)).toBe(print(parse(c.expected)));
    if (c['group'] !== 'TestRewrites') return;
    const wanted = Object.keys(facts).filter((fact) => c[fact] === true);
    const got = Object.keys(facts).filter((fact) => result.needs.has(facts[fact]!));
    expect(got).toEqual(wanted);
    expect([...result.needs].filter((name) => name.startsWith('__vtudv'))).toHaveLength(Number(c['udv'] ?? 0));
  });

  it.each(
    corpus<{ readonly id: string; readonly group: string; readonly case: unknown }>('parser/other_tables.jsonl').filter(
      ({ group }) => group === 'TestAddQueryHint',
    ),
  )('$id', ({ case: c }) => {
    const { comments, queryHint, expected, err } = c as {
      readonly comments: string[];
      readonly queryHint: string;
      readonly expected?: string[] | null;
      readonly err?: string;
    };
    if (err !== undefined) expect(() => addQueryHint(comments, queryHint)).toThrow(err);
    else expect(addQueryHint(comments, queryHint)).toEqual(expected ?? []);
  });
});
