import { type Field, type Result, Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { StatementSplitter, splitStatements } from './split.ts';
import { batchText, tableText, verticalText } from './table.ts';

describe('splitStatements', () => {
  test.each([
    ['select 1; select 2', ['select 1', 'select 2']],
    ['select \';\' ; select "a;b", `c;d`;', ["select ';'", 'select "a;b", `c;d`']],
    ["select 'it''s;', 'a\\';b';", ["select 'it''s;', 'a\\';b'"]],
    ['-- a; comment\nselect 1; # another;\nselect 2;', ['-- a; comment\nselect 1', '# another;\nselect 2']],
    ['select 1 --2;', ['select 1 --2']],
    ['/* a; */ select /* ; */ 1;', ['/* a; */ select /* ; */ 1']],
    ['-- only a comment', []],
    [';;  ;', []],
    ['/*!40101 SET NAMES utf8 */;', ['/*!40101 SET NAMES utf8 */']],
    [
      'delimiter //\ncreate trigger t begin a; b; end//\ndelimiter ;\nselect 1;',
      ['create trigger t begin a; b; end', 'select 1'],
    ],
  ])('%j', (script, statements) => expect(splitStatements(script).map(({ sql }) => sql)).toEqual(statements));

  test('each knows the line it starts on', () => {
    const script = 'create table a (\n id int\n);\n\n-- the second\ninsert into a\nvalues (1);\nselect 1; select 2;';
    expect(splitStatements(script).map(({ line }) => line)).toEqual([1, 5, 8, 8]);
  });

  test('a text that comes in pieces is the same as a whole one', () => {
    const script = "select 'a;\nb'; /* c; */ select `d`;\ndelimiter $$\nselect 1; $$ delimiter ;\n";
    const splitter = new StatementSplitter();
    const pieces = [...script].flatMap((char) => splitter.push(char));
    expect([...pieces, ...splitter.end()]).toEqual(splitStatements(script));
  });

  test('\\G asks for the other form', () => {
    expect(splitStatements('select 1\\G select 2;').map(({ sql, vertical }) => [sql, vertical])).toEqual([
      ['select 1', true],
      ['select 2', false],
    ]);
  });
});

const field = (name: string, type: number, charset = 45): Field => ({
  name,
  type,
  charset,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 0,
  decimals: 0,
  flags: 0,
  columnType: '',
});
const result: Result = {
  fields: [field('id', Type.INT64, 63), field('name', Type.VARCHAR), field('raw', Type.VARBINARY, 63)],
  rows: [
    [Buffer.from('1'), Buffer.from('häßlich 🐬'), Buffer.from([0xff, 0])],
    [Buffer.from('20'), null, Buffer.from('text')],
  ],
  affectedRows: 0n,
  insertId: 0n,
  statusFlags: 2,
  warnings: 0,
  info: '',
  sessionState: new Uint8Array(0),
};

test('a result is drawn as the MySQL client draws it', () => {
  expect(tableText(result)).toBe(
    [
      '+----+------------+--------+',
      '| id | name       | raw    |',
      '+----+------------+--------+',
      '|  1 | häßlich 🐬 | 0xFF00 |',
      '| 20 | NULL       | text   |',
      '+----+------------+--------+',
    ].join('\n'),
  );
  expect(batchText(result, true)).toBe('id\tname\traw\n1\thäßlich 🐬\t0xFF00\n20\tNULL\ttext');
  expect(verticalText(result)).toContain('*** 1. row ***************************\n  id: 1\nname: häßlich 🐬');
});
