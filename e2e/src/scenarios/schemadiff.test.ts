import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiffHints, defaultHints, diffTable, normalizeTable, SchemaDiffError } from '@vt/schemadiff';
import { type CreateTable, parse, print } from '@vt/sqlparser';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf, sharedPath } from '../harness/servers.ts';

const corpus = sharedPath('corpora', 'schemadiff', 'schemadiff_cases.jsonl');
const skip =
  (prefixOf('mysql') === undefined && explainSkip('schemadiff', 'no mysql here')) ||
  (corpus === undefined && explainSkip('schemadiff', 'its corpus is not beside the checkout'));

type Pair = { readonly from: string; readonly to: string; readonly name?: string; readonly colrename?: number };

/** Everything is to be changed, and nothing taken for something else. */
const hints: DiffHints = { ...defaultHints, autoIncrement: 'apply always', constraintNames: 'strict' };

async function pairs(path: string): Promise<Pair[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as Partial<Pair>)
    .filter((each): each is Pair => each.from !== undefined && each.to !== undefined)
    .filter(({ from, to }) => [from, to].every((sql) => /^\s*create\s+table/i.test(sql) && !/;\s*create/i.test(sql)));
}

describe.skipIf(skip)('computed ALTER TABLEs on a mysqld', () => {
  let dir: string;
  let server: PlainServer;
  let connection: Connection;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vt-diff-'));
    server = await PlainServer.start(dir);
    connection = await server.connect();
    await connection.query('create database wanted');
    await connection.query('create database changed');
    await connection.query('set foreign_key_checks = 0');
  }, 120_000);

  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** Makes the table, under one name, in a database of its own; its definition as MySQL shows it, undefined when refused. */
  async function create(database: string, sql: string): Promise<string | undefined> {
    await connection.query(`use ${database}`);
    await connection.query('drop table if exists t');
    const statement = parse(sql) as CreateTable;
    try {
      await connection.query(print({ ...statement, table: { kind: 'TableName', name: 't', qualifier: '' } }));
    } catch {
      return undefined;
    }
    return shown();
  }

  async function shown(): Promise<string> {
    const [rows] = await connection.query<RowDataPacket[]>('show create table t');
    return String(rows[0]?.['Create Table']);
  }

  /** The diff of what the server shows, so that nothing is said that the server does not say. */
  function differences(from: string, to: string): string[] {
    return diffTable(normalizeTable(parse(from) as CreateTable), normalizeTable(parse(to) as CreateTable), hints).map(
      (each) => print(each),
    );
  }

  test('make each table of the corpus into its target', { timeout: 300_000 }, async () => {
    let changed = 0;
    let refused = 0;
    const wrong: string[] = [];
    for (const { from, to } of await pairs(corpus!)) {
      const wanted = await create('wanted', to);
      const before = await create('changed', from);
      if (wanted === undefined || before === undefined) {
        refused++;
        continue;
      }
      let alters: string[];
      try {
        alters = differences(before, wanted);
      } catch (error) {
        if (error instanceof SchemaDiffError) continue;
        throw error;
      }
      try {
        for (const alter of alters) await connection.query(alter);
      } catch (error) {
        wrong.push(`${from}\n  ${to}\n  ${alters.join('; ')}\n  ${String(error)}`);
        continue;
      }
      const after = await shown();
      // Keys and constraints may come in another order: no statement can change that.
      if (differences(after, wanted).length > 0 || sorted(after) !== sorted(wanted)) {
        wrong.push(`${from}\n  ${to}\n  ${alters.join('; ')}\n  ${after}\n  ${wanted}`);
      }
      changed++;
    }
    console.log(`${changed} tables changed, ${refused} pairs that MySQL refuses`);
    expect(wrong.join('\n---\n')).toBe('');
    expect(changed).toBeGreaterThan(50);
  });
});

/** The lines of a normalized definition without their commas, in a fixed order. */
function sorted(definition: string): string {
  return print(normalizeTable(parse(definition) as CreateTable))
    .split('\n')
    .map((line) => line.trim().replace(/,$/, ''))
    .sort()
    .join('\n');
}
