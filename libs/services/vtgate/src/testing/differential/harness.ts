import { type ConnectOptions, MysqlConnection } from '@vt/mysql';
import { type BindVariable, collectResult, type Result } from '@vt/sqltypes';
import type { ExecutorOptions } from '../../executor/deps.ts';
import { TestGate, type TestKeyspace, type TestSession } from '../test-gate.ts';
import {
  type Answer,
  answerOf,
  type Comparison,
  compareAnswers,
  saysOrder,
  showsExactTexts,
  type Verdict,
  withWarnings,
} from './compare.ts';
import { keyspaces, rowsOf, tables } from './database.ts';
import { isOtherwise } from './otherwise.ts';
import { compareDiagnostics, compareWhole, isSelect } from './whole.ts';

/** What can be asked once more. */
const isRead = (sql: string): boolean =>
  /^[\s(]*(?:select|table|values|with)\b/i.test(sql) && !/\binto\b|:=/i.test(sql);

/** A server that can be logged in to. */
export type Server = { readonly rootOptions: ConnectOptions };

const LISTS = /^\s*show (?:warnings|errors)\b/i;

/** One mysqld that is both: a database of its own for the plain side, and one for each shard. */
export class Differential {
  readonly gate: TestGate;
  /** Texts count byte by byte where a statement shows no one of several equal ones. */
  exact = false;
  /** Whether statements are compared by all that a client can see of them, and asks for afterwards: then nothing is left of them for the next statement to ask. */
  whole = false;
  readonly #plain: MysqlConnection;
  /** Defines and fills. */
  readonly #admin: TestSession;
  /** Asks, without a keyspace selected: names are found wherever they are. */
  #session: TestSession;
  /** With a keyspace selected, as programs have it. */
  #preparing: TestSession;

  private constructor(gate: TestGate, plain: MysqlConnection, session: TestSession) {
    this.gate = gate;
    this.#plain = plain;
    this.#admin = session;
    this.#session = gate.session();
    this.#preparing = gate.session();
  }

  static async start(
    mysqld: Server,
    spaces: Readonly<Record<string, TestKeyspace>>,
    options: Partial<ExecutorOptions> = { scratchReads: false },
    database = 'plain',
  ): Promise<Differential> {
    const plain = await MysqlConnection.connect(mysqld.rootOptions);
    await plain.execute('set names utf8mb4');
    await plain.execute(`drop database if exists ${database}`);
    await plain.execute(`create database ${database}`);
    await plain.execute(`use ${database}`);
    const gate = new TestGate(mysqld.rootOptions, spaces, options);
    await gate.createDatabases();
    return new Differential(gate, plain, gate.session());
  }

  /** With the tables of `database.ts` and rows by seed. */
  static async startFilled(
    mysqld: Server,
    seed: number,
    options?: { readonly scratchReads: boolean },
  ): Promise<Differential> {
    const both = await Differential.start(mysqld, keyspaces, options);
    for (const { keyspace, ddl } of Object.values(tables)) await both.define(keyspace, ddl);
    await both.#admin.all('use ks');
    for (const sql of rowsOf(seed)) await both.fill(sql);
    return both;
  }

  async define(keyspace: string, ddl: string): Promise<void> {
    await this.#plain.execute(ddl);
    await this.#admin.all(`use ${keyspace}`);
    await this.#admin.all(ddl);
  }

  /** Rows on both sides. A reference table's go to every shard. */
  async fill(sql: string): Promise<void> {
    await this.#plain.execute(sql);
    const table = /into (\w+)/.exec(sql)?.[1] ?? '';
    const keyspace = tables[table]?.keyspace ?? 'ks';
    if (table !== 'region') return this.#insert(keyspace, sql);
    for (const shard of keyspaces['ks']?.shards ?? []) await this.#insert(`\`ks:${shard}\``, sql);
    await this.#admin.all('use ks');
  }

  async #insert(keyspace: string, sql: string): Promise<void> {
    await this.#admin.all(`use ${keyspace}`);
    await this.#admin.all(sql);
  }

  /** A statement for both sides, of tables that the gate finds by itself. */
  async everywhere(sql: string): Promise<void> {
    await this.#plain.execute(sql);
    await this.#session.all(sql);
  }

  /** What the gate alone says. */
  rows(sql: string): Promise<(string | null)[][]> {
    return this.#session.rows(sql);
  }

  /** For prepared statements. */
  async select(keyspace: string): Promise<void> {
    await this.#preparing.all(`use ${keyspace}`);
  }

  async use(target: string): Promise<void> {
    await this.#session.all(`use ${target}`);
  }

  /** `strict`: also how many rows a write says it changed, in numbers and in words, its insert id, and its warnings. */
  async compare(sql: string, ordered = saysOrder(sql), strict = false): Promise<Verdict> {
    const plain = await answerOf(() => this.#plainResult(sql));
    const gate = await answerOf(() => this.#session.result(sql));
    if (this.whole && LISTS.test(sql)) return compareDiagnostics(plain, gate);
    return this.#rest(
      sql,
      plain,
      gate,
      await this.#verdict(sql, plain, gate, { ordered, strict, countsWarnings: !isSelect(sql) }),
    );
  }

  async #verdict(sql: string, plain: Answer, gate: Answer, how: Comparison): Promise<Verdict> {
    const compare = (answer: Answer, numbers?: ReadonlySet<number>) =>
      compareAnswers(answer, gate, { ...how, exact: this.#isExact(sql), ...(numbers && { numbers }) });
    const verdict = compare(plain);
    if (verdict.kind !== 'different' || !isRead(sql)) return verdict;
    const ask = (other: string) => answerOf(() => this.#plainResult(other));
    return (await isOtherwise(sql, plain, ask, compare)) ? { kind: 'same' } : verdict;
  }

  #isExact(sql: string): boolean {
    return this.exact && showsExactTexts(sql);
  }

  /** What `compareWhole` adds to answers that are the same. */
  async #rest(sql: string, plain: Answer, gate: Answer, verdict: Verdict): Promise<Verdict> {
    if (!this.whole || verdict.kind !== 'same') return verdict;
    const whole = await compareWhole(
      sql,
      {
        answer: plain,
        statusFlags: this.#plain.statusFlags,
        ask: (text) => answerOf(() => this.#plainResult(text)),
      },
      {
        answer: gate,
        statusFlags: this.#session.conn.statusFlags,
        ask: (text) => answerOf(() => this.#session.result(text)),
      },
    );
    return whole.kind === 'same' ? verdict : whole;
  }

  /** A read, with the number of its warnings. */
  async compareRead(sql: string): Promise<Verdict> {
    const plain = await answerOf(() => this.#plainResult(sql));
    const gate = await answerOf(() => this.#session.result(sql));
    const verdict = await this.#verdict(sql, plain, gate, { ordered: saysOrder(sql) });
    return this.#rest(sql, plain, gate, /\bfrom\b/i.test(sql) ? verdict : withWarnings(verdict, plain, gate));
  }

  /** The same as a prepared statement, whose rows come in binary form. */
  async comparePrepared(sql: string, params: readonly BindVariable[], strict = false): Promise<Verdict> {
    const plain = await answerOf(async () => {
      const statement = await this.#plain.prepare(sql);
      const answer = collectResult({ wholeFloats: true });
      this.#plain.executePrepared(statement, params, answer, true);
      return answer.result.finally(() => this.#plain.closeStatement(statement));
    });
    const gate = await answerOf(() => this.#preparing.prepared(sql, params));
    return compareAnswers(plain, gate, { ordered: saysOrder(sql), strict, exact: this.#isExact(sql) });
  }

  #plainResult(sql: string): Promise<Result> {
    const answer = collectResult();
    this.#plain.query(Buffer.from(sql), answer);
    return answer.result;
  }

  close(): void {
    this.gate.close();
    this.#plain.close();
  }
}
