import { createHash } from 'node:crypto';
import { MysqlConnection } from '@vt/mysql';
import { findPrograms, TestMysqld } from '@vt/mysql/testing';
import { readCorpus } from '@vt/vschema/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DirectGateway } from '../testing/direct-gateway.ts';
import { TestGate, type TestSession } from '../testing/test-gate.ts';

/*
 * SQLite's logic tests, as MySQL answers them: each table sharded by the column the corpus names, every answer compared.
 * VT_SLT_SHARE=1 runs every query; the default is one in five of each file.
 */

type Query = {
  readonly types: string;
  readonly sort: 'nosort' | 'rowsort' | 'valuesort';
  readonly sql: string;
  readonly values?: readonly string[];
  readonly count?: number;
  readonly md5?: string;
};
type SltFile = {
  readonly id: string;
  readonly kind: 'select' | 'script';
  readonly setup: readonly string[];
  readonly shard_columns: Readonly<Record<string, string>>;
  readonly queries: readonly Query[];
};

const every = Math.max(1, Math.round(1 / Number(process.env['VT_SLT_SHARE'] ?? 0.2)));
const files = readCorpus<SltFile>('sqllogictest/slt.jsonl')?.filter(({ kind }) => kind === 'select');
const absent = files === undefined || findPrograms('mysql') === undefined;
if (absent) console.log('logic tests skipped: no corpus, or no mysqld (VT_MYSQL_PREFIX)');

/** Shares of a corpus that are run one after the other, so that a failure says where. */
const PARTS = 8;

describe.skipIf(absent)('logic tests over two shards', () => {
  let mysqld: TestMysqld;
  let admin: MysqlConnection;

  beforeAll(async () => {
    mysqld = await TestMysqld.start('mysql', ['innodb-flush-log-at-trx-commit=0', 'skip-log-bin']);
    admin = await MysqlConnection.connect(mysqld.rootOptions);
  });

  afterAll(async () => {
    admin?.close();
    await mysqld?.stop();
  });

  test.each(Array.from({ length: PARTS }, (_, part) => part))('part %i has no wrong answer', async (part) => {
    const outcome = { right: 0, wrong: [] as string[], refused: [] as string[] };
    for (const [i, file] of (files ?? []).entries()) if (i % PARTS === part) await runFile(file, outcome);
    expect(outcome.wrong).toEqual([]);
    console.log(`logic tests part ${part}: ${outcome.right} right, ${outcome.refused.length} refused`);
    expect(outcome.refused.length).toBeLessThanOrEqual(0.03 * (outcome.right + outcome.refused.length));
  });

  async function runFile(file: SltFile, outcome: { right: number; wrong: string[]; refused: string[] }): Promise<void> {
    const keyspaces = { slt: { shards: ['-80', '80-'], vschema: vschemaOf(file) } };
    for (const shard of keyspaces.slt.shards) {
      const name = DirectGateway.database({ keyspace: 'slt', shard });
      await admin.execute(`drop database if exists \`${name}\``);
      await admin.execute(`create database \`${name}\``);
    }
    const gate = new TestGate(mysqld.rootOptions, keyspaces, { scratchReads: true });
    try {
      const session = gate.session();
      await session.all('use slt');
      for (const sql of file.setup) await session.all(sql);
      for (const [i, query] of file.queries.entries()) if (i % every === 0) await check(session, file, query, outcome);
    } finally {
      gate.close();
    }
  }
});

async function check(
  session: TestSession,
  file: SltFile,
  query: Query,
  outcome: { right: number; wrong: string[]; refused: string[] },
): Promise<void> {
  let got: readonly string[];
  try {
    got = formatted(await session.rows(query.sql), query);
  } catch (error) {
    const list = (error as { errno?: number }).errno === 1235 ? outcome.refused : outcome.wrong;
    return void list.push(`${file.id}: ${query.sql}: ${(error as Error).message}`);
  }
  if (isRight(got, query)) outcome.right++;
  else outcome.wrong.push(`${file.id}: ${query.sql}: ${got.slice(0, 12).join(' | ')}`);
}

function isRight(got: readonly string[], { values, count, md5 }: Query): boolean {
  if (values !== undefined) return values.length === got.length && values.every((value, i) => value === got[i]);
  const hash = createHash('md5').update(got.map((value) => `${value}\n`).join(''));
  return got.length === count && hash.digest('hex') === md5;
}

function formatted(rows: readonly (readonly (string | null)[])[], { types, sort }: Query): string[] {
  const cells = rows.map((row) => row.map((value, i) => cell(value, types[i] ?? 'T')));
  if (sort === 'rowsort') cells.sort((a, b) => compare(a.join(' '), b.join(' ')));
  const flat = cells.flat();
  return sort === 'valuesort' ? flat.sort(compare) : flat;
}

function cell(value: string | null, type: string): string {
  if (value === null) return 'NULL';
  if (value === '') return '(empty)';
  if (type === 'I') return String(Math.trunc(Number(value)));
  return type === 'R' ? Number(value).toFixed(3) : value;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function vschemaOf({ shard_columns }: SltFile): object {
  const tables = Object.entries(shard_columns).map(([table, column]) => [
    table,
    { column_vindexes: [{ column, name: 'xxhash' }] },
  ]);
  return { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables: Object.fromEntries(tables) };
}
