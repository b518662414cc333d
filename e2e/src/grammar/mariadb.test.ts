import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { equals, parse, print, SqlError } from '@vt/sqlparser';
import { Generator, mariadbGrammar, Random } from '@vt/sqlparser/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutated } from './mutated.ts';
import { serverAccepts } from './server-accepts.ts';

/** What the server says before it has read the whole text: aliases, types, arguments and variables that it does not know. */
const early: ReadonlySet<number> = new Set([1054, 1066, 1193, 1327, 1582, 1583, 4161]);
const STATEMENTS = 2500;
const MUTATIONS = 2500;

function accepts(sql: string): boolean {
  try {
    const tree = parse(sql, { flavor: 'mariadb', serverVersion: 101_100 });
    return equals(parse(print(tree), { flavor: 'mariadb' }), tree);
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

describe.skipIf(!availableFlavors().includes('mariadb'))('the SQL of MariaDB and a MariaDB server', () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  const random = new Random(seed);
  const generator = new Generator(mariadbGrammar, () => random.next());
  let server: TestMysqld;
  let connection: MysqlConnection;

  beforeAll(async () => {
    console.log(`VT_SEED=${seed}`);
    server = await TestMysqld.start('mariadb');
    connection = await MysqlConnection.connect(server.rootOptions);
    for (const sql of ['create database db', 'use db']) await connection.execute(sql);
  });

  afterAll(async () => {
    connection?.close();
    await server?.stop();
  });

  const takes = (sql: string) => serverAccepts(connection, sql, early);

  it('takes what we take of its own forms, as it is written and as we print it', async () => {
    const refused = new Set<string>();
    const narrower = new Set<string>();
    for (let i = 0; i < STATEMENTS; i++) {
      const sql = generator.text('statement');
      const [ours, theirs] = [accepts(sql), await takes(sql)];
      if (theirs === false) refused.add(`${sql}: a text of the grammar that the server refuses`);
      else if (!ours && theirs) narrower.add(sql);
      else if ((await takes(print(parse(sql, { flavor: 'mariadb' })))) === false) refused.add(`${sql}: as we print it`);
    }
    expect([...refused, ...narrower].join('\n')).toBe('');
  });

  it('refuses what we refuse of mutilated ones', async () => {
    const wider: string[] = [];
    const narrower: string[] = [];
    for (let i = 0; i < MUTATIONS; i++) {
      const sql = mutated(generator.text('statement'), random);
      const [ours, theirs] = [accepts(sql), await takes(sql)];
      if (ours && theirs === false) wider.push(sql);
      if (!ours && theirs === true) narrower.push(sql);
    }
    console.log(`${MUTATIONS} statements: ${wider.length} taken by us alone, ${narrower.length} by the server alone`);
    expect(narrower.length, narrower.join('\n')).toBeLessThan(MUTATIONS / 100);
    expect(wider.length, wider.join('\n')).toBeLessThan(MUTATIONS / 10);
  });
});
