import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { equals, keywords, parse, print, SqlError } from '@vt/sqlparser';
import { Generator, mysql9Grammar, Random, randomFrom, StatementGenerator } from '@vt/sqlparser/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutated } from './mutated.ts';
import { serverAccepts } from './server-accepts.ts';

/** What the server says before it has read the whole text: charsets, tables without alias, numbers of arguments. */
const early: ReadonlySet<number> = new Set([1115, 1248, 1582, 1583]);
const STATEMENTS = 2000;

function accepts(sql: string): boolean {
  try {
    parse(sql, { serverVersion: 90700 });
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

describe.skipIf(!availableFlavors().includes('mysql'))('the SQL language and a MySQL server', () => {
  let server: TestMysqld;
  let connection: MysqlConnection;

  beforeAll(async () => {
    server = await TestMysqld.start('mysql');
    connection = await MysqlConnection.connect(server.rootOptions);
    for (const sql of ['create database d', 'use d', 'create table t (a int, b int, c int)'])
      await connection.execute(sql);
  });

  afterAll(async () => {
    connection?.close();
    await server?.stop();
  });

  const takes = (sql: string) => serverAccepts(connection, sql, early);

  it('keeps as names and as keywords the words that the server does', async () => {
    const { rows } = await connection.execute('select word, reserved from information_schema.keywords', 10_000);
    // Reserved since 9.0 only.
    const later = new Set(['EXTERNAL', 'LIBRARY', 'MANUAL', 'PARALLEL', 'QUALIFY', 'TABLESAMPLE']);
    const problems: string[] = [];
    for (const [word, reserved] of rows.map((row) => row.map(String))) {
      const ours = (keywords as Readonly<Record<string, string>>)[word!];
      if (later.has(word!)) continue;
      if (reserved === '1' && ours?.startsWith('R') !== true) problems.push(`${word} is reserved`);
      if (reserved === '0' && ours?.startsWith('R') === true) problems.push(`${word} is not reserved`);
    }
    expect(rows.length).toBeGreaterThan(700);
    expect(problems).toEqual([]);
  });

  it('takes what MySQL 9 added, as it is written and as we print it', async () => {
    const generator = new Generator(mysql9Grammar, randomFrom(Number(process.env['VT_SEED'] ?? 1)));
    const problems = new Set<string>();
    for (let i = 0; i < STATEMENTS; i++) {
      const sql = generator.text('statement');
      const theirs = await takes(sql);
      if (theirs === false) problems.add(`${sql}: a text of the grammar that the server refuses`);
      else if (!accepts(sql)) problems.add(`${sql}: refused by us`);
      else {
        const tree = parse(sql);
        if (!equals(parse(print(tree)), tree)) problems.add(`${sql}: reads back as something else`);
        if ((await takes(print(tree))) === false) problems.add(`${sql}: as we print it`);
      }
    }
    expect([...problems].join('\n')).toBe('');
  });

  it('accepts and refuses what the server does', async () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const random = new Random(seed);
    const generator = new StatementGenerator(random, { depth: 3, tables: ['t'], columns: ['a', 'b', 'c'] });
    const wider: string[] = [];
    const narrower: string[] = [];
    let both = 0;
    for (let i = 0; i < STATEMENTS; i++) {
      const text = print(generator.statement());
      // Behind a space some functions are others, by the same name.
      const sql = i % 2 === 0 ? text : mutated(text, random).replaceAll(/(\w) \(/g, '$1(');
      const [ours, theirs] = [accepts(sql), await takes(sql)];
      if (ours && theirs) both++;
      if (ours && theirs === false) wider.push(sql);
      if (!ours && theirs === true) narrower.push(sql);
    }
    console.log(
      `${STATEMENTS} statements, ${both} accepted by both; ${wider.length} by us alone, ${narrower.length} by the server alone`,
    );
    // What the server takes, we must take, save for texts in which it meets another error before the one of syntax. What we
    // take beyond, the server refuses itself.
    expect(narrower.length, narrower.join('\n')).toBeLessThan(STATEMENTS / 200);
    expect(wider.length, wider.slice(0, 5).join('\n')).toBeLessThan(STATEMENTS / 20);
  });
});
