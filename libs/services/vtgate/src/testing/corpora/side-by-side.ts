import { type ConnectOptions, MysqlConnection } from '@vt/mysql';
import { collectResult, type Result } from '@vt/sqltypes';
import type { ExecutorOptions } from '../../executor/deps.ts';
import { answerOf, compareAnswers, saysOrder, type Verdict } from '../differential/compare.ts';
import { TestGate, type TestKeyspace, type TestSession } from '../test-gate.ts';

export type Server = { readonly rootOptions: ConnectOptions };

/** A statement's outcome, as a report counts it. */
export type Outcome = { readonly id: string; readonly sql: string; readonly verdict: Verdict };

/** A gate over shards and a database of its own, on one server; the same statements go to both. */
export class SideBySide {
  readonly gate: TestGate;
  readonly #server: Server;
  readonly #database: string;
  readonly #plain: MysqlConnection;
  readonly session: TestSession;

  private constructor(gate: TestGate, server: Server, database: string, plain: MysqlConnection) {
    this.gate = gate;
    this.#server = server;
    this.#database = database;
    this.#plain = plain;
    this.session = gate.session();
  }

  /** `database`: what the plain side's is called. Databases that have these names are emptied. */
  static async start(
    server: Server,
    keyspaces: Readonly<Record<string, TestKeyspace>>,
    database: string,
    options: Partial<ExecutorOptions> = {},
    rules: object = {},
  ): Promise<SideBySide> {
    const plain = await MysqlConnection.connect(server.rootOptions);
    const sqls = [`drop database if exists \`${database}\``, `create database \`${database}\``, `use \`${database}\``];
    for (const sql of ['set names utf8mb4', ...sqls]) await plain.execute(sql);
    const gate = new TestGate(server.rootOptions, keyspaces, { scratchReads: true, ...options }, rules);
    await gate.createDatabases();
    return new SideBySide(gate, server, database, plain);
  }

  /** A second pair of sessions on the same tables. */
  async another(): Promise<SideBySide> {
    const plain = await MysqlConnection.connect({ ...this.#server.rootOptions, database: this.#database });
    await plain.execute('set names utf8mb4');
    return new SideBySide(this.gate, this.#server, this.#database, plain);
  }

  async onPlain(sql: string): Promise<Result> {
    const answer = collectResult();
    this.#plain.query(Buffer.from(sql), answer);
    return (await answer.results)[0] as Result;
  }

  onGate(sql: string): Promise<Result> {
    return this.session.result(sql);
  }

  /** Runs a statement on both. `ordered`: the statement says in which order rows come. */
  async compare(sql: string, plainSql = sql, ordered = saysOrder(sql)): Promise<Verdict> {
    const plain = await answerOf(() => this.onPlain(plainSql));
    const gate = await answerOf(() => this.onGate(sql));
    return compareAnswers(plain, gate, { ordered, strict: true });
  }

  close(): void {
    this.#plain.close();
    this.gate.close();
  }

  closeSession(): void {
    this.#plain.close();
  }
}
