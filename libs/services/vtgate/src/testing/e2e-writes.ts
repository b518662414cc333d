import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MysqlConnection } from '@vt/mysql';
import type { TestMysqld } from '@vt/mysql/testing';
import { isQuoted, type Result, typeName } from '@vt/sqltypes';
import { splitStatements } from '../text/split.ts';
import { TestGate, type TestSession } from './test-gate.ts';

const root = process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora');

type Keyspace = { name: string; sharded: boolean; shards: string[]; schema_sql: string; vschema: object };
type Env = {
  id: string;
  keyspaces: Keyspace[];
  plain_mysql: { db: string; schema_sql: string[] };
  setups: Record<string, Step[]>;
};
type Step = {
  on: string;
  sql?: string;
  mysql_sql?: string;
  may_error?: boolean;
  error_ok?: boolean;
  conn?: string;
  op?: string;
  compare?: string;
  expect?: { rows?: string; rows_affected?: number; error?: boolean; error_contains?: string; insert_id?: number };
};
export type Case = {
  id: string;
  env: string;
  setup: string;
  class: string;
  connections?: Record<string, { db?: string }>;
  statements: Step[];
};

type Answer = { readonly error?: string; readonly result?: Result };

/** The cases of recorded end-to-end suites; none where they are not on this machine. */
export function e2eCases(env: string): Case[] {
  return lines<Case>('e2e/cases.jsonl').filter((each) => each.env === env);
}

function lines<T>(file: string): T[] {
  const full = path.join(root, file);
  if (!existsSync(full)) {
    process.stderr.write(`skipped: no corpus at ${full} (set VT_CORPORA)\n`);
    return [];
  }
  return readFileSync(full, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** One recorded environment: its keyspaces behind a gate, and its plain server. */
export class E2eWrites {
  readonly #env: Env;
  readonly #gate: TestGate;
  readonly #mysqld: TestMysqld;

  private constructor(env: Env, gate: TestGate, mysqld: TestMysqld) {
    this.#env = env;
    this.#gate = gate;
    this.#mysqld = mysqld;
  }

  static async start(id: string, mysqld: TestMysqld): Promise<E2eWrites> {
    const env = lines<Env>('e2e/envs.jsonl').find((each) => each.id === id) as Env;
    const keyspaces = Object.fromEntries(env.keyspaces.map(({ name, shards, vschema }) => [name, { shards, vschema }]));
    const gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
    for (const { name, schema_sql } of env.keyspaces) {
      const session = gate.session();
      await session.all(`use ${name}`);
      for (const sql of statementsOf(schema_sql)) await session.all(sql);
    }
    const plain = await MysqlConnection.connect(mysqld.rootOptions);
    await plain.execute(`create database ${env.plain_mysql.db}`);
    await plain.execute(`use ${env.plain_mysql.db}`);
    for (const sql of env.plain_mysql.schema_sql.flatMap(statementsOf)) await plain.execute(sql);
    plain.close();
    return new E2eWrites(env, gate, mysqld);
  }

  close(): void {
    this.#gate.close();
  }

  /** @returns what differs, a line for each statement. */
  async run({ setup, statements, connections }: Case): Promise<string[]> {
    const { db } = this.#env.plain_mysql;
    const gate = this.#gate.session();
    const own = connections?.['vt1']?.db ?? db;
    if (own !== '') await gate.all(`use ${own}`);
    const plain = await MysqlConnection.connect({ ...this.#mysqld.rootOptions, database: db });
    const problems: string[] = [];
    try {
      for (const step of [...(this.#env.setups[setup] ?? []), ...statements]) {
        const problem = await this.#step(step, gate, plain);
        if (problem) problems.push(`${step.sql}: ${problem}`);
      }
    } finally {
      await gate.all('rollback').catch(() => []);
      plain.close();
    }
    return problems;
  }

  async #step(step: Step, gate: TestSession, plain: MysqlConnection): Promise<string | undefined> {
    const { sql, on } = step;
    if (sql === undefined || step.op || !['both', 'vtgate', 'mysql'].includes(on)) return undefined;
    const ours = on === 'mysql' ? undefined : await attempt(() => gate.result(sql));
    const theirs = on === 'vtgate' ? undefined : await attempt(() => plain.execute(step.mysql_sql ?? sql));
    if (step.may_error || !ours) return undefined;
    if (theirs) return difference(ours, theirs);
    return unexpected(ours, step);
  }
}

function statementsOf(text: string): string[] {
  const mode = { noBackslashEscapes: false, ansiQuotes: false };
  return splitStatements(text, mode).filter((sql) => sql.trim() !== '');
}

async function attempt(run: () => Promise<Result>): Promise<Answer> {
  try {
    return { result: await run() };
  } catch (thrown) {
    return { error: (thrown as Error).message };
  }
}

function difference(ours: Answer, theirs: Answer): string | undefined {
  if ((ours.error === undefined) !== (theirs.error === undefined)) {
    return `ours ${ours.error ?? 'succeeds'}, theirs ${theirs.error ?? 'succeeds'}`;
  }
  if (!ours.result || !theirs.result) return undefined;
  if (ours.result.affectedRows !== theirs.result.affectedRows) {
    return `${ours.result.affectedRows} rows affected, not ${theirs.result.affectedRows}`;
  }
  const [a, b] = [values(ours.result).sort().join(), values(theirs.result).sort().join()];
  return a === b ? undefined : `rows ${a}, not ${b}`;
}

function unexpected({ error, result }: Answer, { expect, error_ok }: Step): string | undefined {
  if (error !== undefined) {
    if (error_ok || expect?.error || expect?.error_contains !== undefined) return undefined;
    return error;
  }
  if (!result || !expect) return undefined;
  if (expect.error) return 'no error';
  if (expect.rows !== undefined) {
    const rows = `[${values(result).join(' ')}]`;
    if (rows !== expect.rows) return `rows ${rows}, not ${expect.rows}`;
  }
  if (expect.rows_affected !== undefined && result.affectedRows !== BigInt(expect.rows_affected)) {
    return `${result.affectedRows} rows affected, not ${expect.rows_affected}`;
  }
  if (expect.insert_id !== undefined && result.insertId !== BigInt(expect.insert_id)) {
    return `insert id ${result.insertId}, not ${expect.insert_id}`;
  }
  return undefined;
}

/** Rows in the notation of the recorded suites. */
function values({ fields, rows }: Result): string[] {
  return rows.map((row) => {
    const cells = row.map((value, i) => {
      const type = fields[i]?.type ?? 0;
      if (value === null) return 'NULL';
      const text = Buffer.from(value).toString();
      return `${typeName(type)}(${isQuoted(type) ? JSON.stringify(text) : text})`;
    });
    return `[${cells.join(' ')}]`;
  });
}
