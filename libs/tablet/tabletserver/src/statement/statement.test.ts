import { defaultLiteralMode, Type } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import { scanStatement } from './scan.ts';
import { readStatement, statementText } from './statement.ts';
import { StatementCache } from './statement-cache.ts';
import { usesOf } from './uses.ts';

const bind = (type: number, value: string) => ({ type, value: Buffer.from(value) });
const variables = {
  a: bind(Type.INT64, '1'),
  s: bind(Type.VARCHAR, "it's"),
  l: { type: Type.TUPLE, value: Buffer.alloc(0), values: [bind(Type.INT64, '1'), bind(Type.INT64, '2')] },
  '#maxLimit': bind(Type.INT64, '10001'),
};
const text = (sql: string, binds: Parameters<typeof statementText>[1] = variables) =>
  String(statementText(readStatement(sql), binds, defaultLiteralMode));

test('what is kept of a statement keeps nothing else in memory', () => {
  const { pieces } = readStatement('select :a, é from t where b = :b limit 1');
  expect(pieces.map(String)).toEqual(['select ', ', é from t where b = ', ' limit 1']);
  expect(new Set(pieces.map(({ buffer }) => buffer.byteLength))).toEqual(new Set([Buffer.concat(pieces).length]));
});

describe('bind variables', () => {
  test.each([
    ['select :a', 'select 1'],
    [
      'select * from t where a in ::l and b = :s limit :#maxLimit',
      `select * from t where a in (1, 2) and b = 'it\\'s' limit 10001`,
    ],
    [`select ':a', ":a", \`:a\`, :a`, `select ':a', ":a", \`:a\`, 1`],
    ["select '\\':a', ''':a', :a", "select '\\':a', ''':a', 1"],
    ['select /* :a */ :a -- :a\n + :a # :a', 'select /* :a */ 1 -- :a\n + 1 # :a'],
    ['select @v := :a', 'select @v := 1'],
    ['select 1--:a', 'select 1--1'],
    ['select :a:a', 'select 11'],
    ['select :a /*!50000 , :a */', 'select 1 /*!50000 , 1 */'],
    // What gates of Vitess note of a variable's type would be part of the column's name.
    ['select sleep(:a /* DECIMAL(2,1) */), :a /* INT64 */ + 1', 'select sleep(1), 1 + 1'],
    ['select :a /* a comment of a client */', 'select 1 /* a comment of a client */'],
  ])('%s', (sql, expected) => expect(text(sql)).toBe(expected));

  test('without any variables the text is sent as it is', () => {
    expect(text("select ':a', :b", {})).toBe("select ':a', :b");
    expect(text('l1:loop iterate l1; end loop', {})).toBe('l1:loop iterate l1; end loop');
  });

  test('a missing one is named', () => {
    expect(() => text('select :nope')).toThrow('missing bind var nope');
    expect(() => text('select :constructor')).toThrow('missing bind var constructor');
  });

  test('SHOW VITESS_MIGRATIONS, as gates of Vitess send it, is a query on the table of migrations', () => {
    const shown = readStatement("show vitess_migrations from ks where migration_status = 'failed'");
    expect(shown).toMatchObject({
      plan: 'Select',
      sql: "select * from _vt.schema_migrations where migration_status = 'failed'",
    });
    expect(readStatement("show vitess_migrations like 'a%'").sql).toContain("migration_uuid like 'a%' or ");
  });

  test('unclosed strings and comments end with the text', () => {
    expect(scanStatement("select 'abc :a").binds).toEqual([]);
    expect(scanStatement('select /* :a').binds).toEqual([]);
  });
});

describe('kinds', () => {
  test.each([
    ['select 1', 'Select', false],
    ['(select 1) union (select 2)', 'Select', false],
    ['/* hint */ -- x\n SELECT 1', 'Select', false],
    ['with c as (select 1) select * from c', 'Select', false],
    ['with c as (select 1) delete from t', 'Delete', false],
    ["select get_lock('a', 1)", 'SelectLockFunc', true],
    ['select 1 into @a', 'Select', true],
    ['select @a := 1', 'Select', true],
    ['select @a', 'Select', false],
    ['select next value from seq', 'Nextval', false],
    ['insert into t values (1)', 'Insert', false],
    ['replace into t values (1)', 'Insert', false],
    ['create table t (a int)', 'DDL', false],
    ['create temporary table t (a int)', 'DDL', true],
    ['/*!50001 create view v as select 1 */', 'DDL', false],
    ['/*!40101 set names utf8 */', 'Set', true],
    ['set @a = 1', 'Set', true],
    ['flush tables', 'Flush', false],
    ['flush tables t with read lock', 'Flush', true],
    ['FLUSH LOCAL TABLES WITH READ LOCK', 'Flush', true],
    ['flush tables t for export', 'Flush', true],
    ['lock tables t read', 'LockTables', true],
    ['use d', 'Use', true],
    ['begin', 'Begin', false],
    ['rollback to a', 'SRollback', false],
    ['savepoint a', 'Savepoint', false],
    ['call p()', 'CallProc', false],
    ['call p(1, @a)', 'CallProc', true],
    ['create procedure p() begin select 1 into @a; end', 'DDL', false],
    ["do release_lock('a')", 'OtherRead', true],
    ['explain select 1', 'OtherRead', false],
    ['', 'OtherAdmin', false],
  ])('%s is %s', (sql, plan, needsReserved) => {
    expect(readStatement(sql)).toMatchObject({ plan, needsReserved });
  });

  test('schema changes are told from other DDL', () => {
    expect(readStatement('alter table t add a int').changesSchema).toBe(true);
    expect(readStatement('create temporary table t (a int)').changesSchema).toBe(false);
    expect(readStatement('create temporary table t (a int)').commitsImplicitly).toBe(false);
    expect(readStatement('create user u').changesSchema).toBe(false);
  });
});

test('the cache is bounded in bytes and skips what is told', () => {
  const cache = new StatementCache(10_000);
  for (let i = 0; i < 100; i++) cache.get(`select ${i}`, true);
  expect(cache.size).toBeLessThan(30);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
  cache.get('select 99', true);
  expect([cache.hits, cache.misses]).toEqual([1, 100]);
  cache.clear();
  cache.get('select 1', false);
  expect(cache.size).toBe(0);
});

describe('what an INSERT touches', () => {
  const written = { table: 't', role: 'WRITER' };
  const read = { table: 'r', role: 'READER' };
  test.each([
    ["insert into t (a, b) values (1, 'select * from x'), (2, now())", [written]],
    ['insert into t values (1) on duplicate key update a = values(a)', [written]],
    ['insert into t values ((select max(a) from r)), (2)', [written, read]],
    ['insert into t values (1) on duplicate key update a = (select max(a) from r)', [written, read]],
    ['insert into t select * from r', [written, read]],
    ['insert into t set a = (select 1 from r)', [written, read]],
    ['replace t value (1), (2)', [written]],
  ])('%s', (sql, tables) => expect(usesOf(readStatement(sql))).toMatchObject({ main: 't', tables }));

  test('a table or a column may have the name of what comes before rows', () => {
    expect(usesOf(readStatement('insert into value values (1)')).main).toBe('value');
    expect(usesOf(readStatement('insert into t set value = 1')).main).toBe('t');
    expect(usesOf(readStatement('insert into t (value) select value from r')).tables).toEqual([written, read]);
  });
});
