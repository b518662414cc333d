import { describe, expect, it } from 'vitest';
import { splitScript } from './script.ts';
import { splitStatements } from './statements.ts';

function pieces(sql: string): string[] {
  return splitStatements(sql).map(({ start, end }) => sql.slice(start, end));
}

describe('splitStatements', () => {
  it.each<readonly [string, readonly string[]]>([
    ['', []],
    [' ; ;; ', []],
    ['select 1', ['select 1']],
    ['select 1; select 2;', ['select 1', 'select 2']],
    [';select \';\' ; /* ; */ select "a;" -- ;\n;', ["select ';'", '/* ; */ select "a;" -- ;']],
    ['select `a;b`; begin; commit', ['select `a;b`', 'begin', 'commit']],
    ["select 1; select 'open", ['select 1', "select 'open"]],
    ['create table t (a int); drop table t', ['create table t (a int)', 'drop table t']],
    [
      'create procedure p() begin select 1; if a then select case when 1 then 2 end; end if; end; select 2',
      ['create procedure p() begin select 1; if a then select case when 1 then 2 end; end if; end', 'select 2'],
    ],
    [
      'create trigger t after insert on a for each row begin while 1 do set x = if(1, 2, 3); end while; end; select 2',
      [
        'create trigger t after insert on a for each row begin while 1 do set x = if(1, 2, 3); end while; end',
        'select 2',
      ],
    ],
    [
      'create procedure p() begin l: loop case a when 1 then repeat set a = repeat(1, 2); until b end repeat; end case; end loop; end; x',
      [
        'create procedure p() begin l: loop case a when 1 then repeat set a = repeat(1, 2); until b end repeat; end case; end loop; end',
        'x',
      ],
    ],
    [
      'create event e on schedule every 1 day do delete from t; select 1',
      ['create event e on schedule every 1 day do delete from t', 'select 1'],
    ],
    [
      'create view v as select case 1 when 1 then 2 end; select 1',
      ['create view v as select case 1 when 1 then 2 end', 'select 1'],
    ],
  ])('%s', (sql, expected) => {
    expect(pieces(sql)).toEqual(expected);
  });
});

describe('splitScript', () => {
  it('knows DELIMITER, \\G, quotes and comments', () => {
    const script = [
      '-- a script',
      "select 'a;b';",
      'delimiter //',
      'create procedure p()',
      'begin',
      "  select '//';",
      'end //',
      'DELIMITER ;',
      'select 2\\G',
      '/*!40101 set names utf8 */;',
      '# nothing',
    ].join('\n');
    expect(splitScript(script)).toMatchObject([
      { sql: "-- a script\nselect 'a;b'", line: 1, vertical: false },
      { sql: "create procedure p()\nbegin\n  select '//';\nend", line: 4, vertical: false },
      { sql: 'select 2', line: 9, vertical: true },
      { sql: '/*!40101 set names utf8 */', line: 10, vertical: false },
    ]);
  });

  it('takes what is left without a delimiter, and nothing of comments alone', () => {
    expect(splitScript('/* a */ ; select 1; -- b').map((s) => s.sql)).toEqual(['select 1']);
    expect(splitScript("select 'open; text").map((s) => s.sql)).toEqual(["select 'open; text"]);
  });
});
