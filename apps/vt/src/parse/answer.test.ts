import { describe, expect, it } from 'vitest';
import { answerLine, type ParseMode } from './answer.ts';

function ask(value: unknown, mode: ParseMode = 'parse', sqlMode = ''): unknown {
  return JSON.parse(answerLine(JSON.stringify(value), mode, { sqlMode }));
}

describe('vt parse', () => {
  it('answers with the canonical text and the kind', () => {
    expect(ask({ sql: 'SELECT  1' })).toEqual({ sql: 'select 1 from dual', kind: 'Select', binds: {} });
    expect(ask({ sql: 'select "a"' }, 'parse', 'ANSI_QUOTES')).toMatchObject({ sql: 'select a from dual' });
  });

  it('normalises, redacts and splits', () => {
    expect(ask({ sql: 'select a from t where id in (1, 2)' }, 'normalize')).toEqual({
      sql: 'select a from t where id in ::vtg1',
      kind: 'Select',
      binds: {
        vtg1: {
          type: 'TUPLE',
          values: [
            { type: 'INT64', value: '1' },
            { type: 'INT64', value: '2' },
          ],
        },
      },
    });
    expect(ask({ sql: "select 'secret'" }, 'redact')).toMatchObject({
      sql: 'select :redacted1 /* VARCHAR */ from dual',
    });
    expect(ask({ sql: "set password = 'secret'" }, 'redact')).toMatchObject({ sql: 'set password = :redacted1' });
    expect(ask({ sql: 'select 1; select 2' }, 'split')).toEqual({ statements: ['select 1', 'select 2'] });
  });

  it('rewrites what is the session’s, and says what that is', () => {
    const line = { sql: 'select @@sql_mode, last_insert_id() from t', database: 'd', system_variables: ['SQL_MODE'] };
    expect(ask(line, 'rewrite')).toEqual({
      sql: 'select :__vtsql_mode as `@@sql_mode`, :__lastInsertId as `last_insert_id()` from d.t',
      kind: 'Select',
      binds: {},
      needs: ['__vtsql_mode', '__lastInsertId'],
    });
    expect(ask({ sql: 'update t set a = 1', hint: 'X()' }, 'rewrite')).toMatchObject({
      sql: 'update /*+ X() */ t set a = 1',
    });
  });

  it('reads a data definition as far as its name where the line says so', () => {
    const sql = 'create table a newer syntax';
    expect(ask({ sql })).toMatchObject({ error: { errno: 1064 } });
    expect(ask({ sql, partial_ddl: true })).toEqual({ sql: 'create table a', kind: 'PartialDdl', binds: {} });
  });

  it('answers bad lines and bad SQL with an error each', () => {
    expect(ask({ sql: 'select from' })).toMatchObject({ error: { errno: 1064, position: 7 } });
    expect(ask({ sql: '' })).toMatchObject({ error: { errno: 1065 } });
    expect(ask({ text: 1 })).toMatchObject({ error: { errno: 1105 } });
    expect(JSON.parse(answerLine('{', 'parse', {}))).toMatchObject({ error: { errno: 1105, position: 0 } });
  });
});
