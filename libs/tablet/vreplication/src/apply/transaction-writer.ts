import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { Result, Row } from '@vt/sqltypes';
import { SqlBuffer } from '../db/sql-buffer.ts';
import type { TablePlan } from '../plan/table-plan.ts';
import type { TargetSession } from './target-session.ts';

/** Told of each text and whether it ends its transaction, and of each insert that takes a second row. */
export type WriterCounts = { sent(isCommit: boolean): void; merged(): void };

/** Statements that go to mysqld in one text. */
type Chunk = { readonly text: Buffer; readonly ends: readonly number[] };

const COMMA = Buffer.from(', ');
const SEMICOLON = Buffer.from(';\n');
const SHOW_WARNINGS = Buffer.from('SHOW WARNINGS;\n');
/** A transaction that is larger is not kept for being run again. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;
const RETRIES_MAX = 5;
const RETRY_MS = 20;
const DEADLOCKS = new Set([1205, 1213]);
/** Values that do not fit: an ENUM may hold what is none of its members, and only a session that is not strict takes that. */
const LOSSES = new Set([1264, 1265, 1292, 1366, 1406]);
const TRUNCATED = 1265;

/**
 * Writes transactions: statements are collected, sent in few texts, and committed together. Rows that follow each other into one table become one
 * insert. A deadlock runs the transaction again.
 */
export class TransactionWriter {
  readonly #session: TargetSession;
  readonly #bytesMax: number;
  readonly #signal: AbortSignal;
  readonly #counts: WriterCounts | undefined;
  readonly #out = new SqlBuffer();
  /** What does not fit fails: no invalid member of an ENUM or SET is let in. */
  isExact = false;
  readonly #listed = new Set<string>();
  #ends: number[] = [];
  #sent: Chunk[] = [];
  #sentBytes = 0;
  #inserting: TablePlan | undefined;
  #isMerged = false;
  #isEmpty = true;
  #checksForeignKeys: boolean;

  /**
   * @param bytesMax of one text; a single statement may be longer.
   */
  constructor(session: TargetSession, bytesMax: number, signal: AbortSignal, counts?: WriterCounts) {
    this.#session = session;
    this.#checksForeignKeys = session.foreignKeyChecks;
    this.#bytesMax = bytesMax;
    this.#signal = signal;
    this.#counts = counts;
  }

  /** Nothing was written since the last commit. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get bytes(): number {
    return this.#out.length + this.#sentBytes;
  }

  /** ENUM and SET columns, by name: they may hold what their definition does not list. */
  addListedColumns(names: Iterable<string>): void {
    for (const name of names) this.#listed.add(name);
  }

  async insert(plan: TablePlan, row: Row): Promise<void> {
    if (this.#inserting === plan && this.#out.length < this.#bytesMax) {
      this.#out.bytes(COMMA);
      plan.writeValues(this.#out, row);
      if (!this.#isMerged) this.#counts?.merged();
      this.#isMerged = true;
      return;
    }
    await this.#next();
    this.#out.bytes(plan.insertStart);
    plan.writeValues(this.#out, row);
    this.#inserting = plan;
    this.#isMerged = false;
  }

  /** Of a session that checks foreign keys: whether it does so for what comes, as the session did that wrote it on the source. */
  async checkForeignKeys(isOn: boolean): Promise<void> {
    if (!this.#session.foreignKeyChecks || isOn === this.#checksForeignKeys) return;
    this.#checksForeignKeys = isOn;
    await this.statement((sql) => {
      sql.text(checksStatement(isOn));
      return true;
    });
  }

  /** @param write returns false, having written nothing, where there is nothing to do. */
  async statement(write: (out: SqlBuffer) => boolean): Promise<void> {
    await this.#next();
    if (write(this.#out)) this.#end();
  }

  #end(): void {
    this.#out.bytes(SEMICOLON);
    this.#ends.push(this.#out.length);
  }

  /** Ends an open insert, and sends what is there if it is enough. */
  async #next(): Promise<void> {
    this.#endInsert();
    this.#isEmpty = false;
    if (this.#out.length >= this.#bytesMax) await this.#send('');
  }

  #endInsert(): void {
    if (!this.#inserting) return;
    this.#out.bytes(this.#inserting.insertEnd);
    this.#inserting = undefined;
    this.#end();
  }

  /** Has mysqld run what was written, without a commit. */
  async send(): Promise<void> {
    this.#endInsert();
    await this.#send('');
  }

  /** Commits what was written, with `last` in the same transaction. */
  async commit(last: string): Promise<void> {
    await this.checkForeignKeys(true);
    this.#endInsert();
    await this.#send(`${last};\nCOMMIT`);
    this.#forget();
  }

  async rollback(): Promise<void> {
    this.#forget();
    if (!this.#session.isClosed) await this.#session.execute('ROLLBACK', this.#signal);
  }

  #forget(): void {
    this.#out.clear();
    this.#out.unlisted.clear();
    this.#ends = [];
    this.#sent = [];
    this.#sentBytes = 0;
    this.#inserting = undefined;
    this.#isEmpty = true;
  }

  async #send(tail: string): Promise<void> {
    const begin = this.#sentBytes === 0 ? 'BEGIN;\n' : '';
    const chunk: Chunk = { text: this.#out.take(), ends: this.#ends };
    this.#ends = [];
    this.#sentBytes += chunk.text.length;
    if (this.#sentBytes <= KEPT_BYTES_MAX) this.#sent.push(chunk);
    else this.#sent = [];
    this.#counts?.sent(tail !== '');
    try {
      await this.#run(begin, chunk, tail);
    } catch (error) {
      await this.#again(error, tail);
    }
  }

  async #run(begin: string, { text }: Chunk, tail: string): Promise<void> {
    await this.#session.executeAll(Buffer.concat([Buffer.from(begin), text, Buffer.from(tail)]), this.#signal);
  }

  /** Runs the transaction anew where that can help. */
  async #again(error: unknown, tail: string): Promise<void> {
    let met = error;
    for (let i = 0; i < RETRIES_MAX; i++) {
      const errno = met instanceof VtError ? (met.errno ?? 0) : 0;
      if (this.#sent.length === 0 || this.#session.isClosed) throw met;
      if (LOSSES.has(errno) && !this.isExact) return await this.#runLenient(tail);
      if (!DEADLOCKS.has(errno)) throw met;
      await delay(RETRY_MS * (i + 1), undefined, { signal: this.#signal });
      try {
        return await this.#runAll(tail);
      } catch (again) {
        met = again;
      }
    }
    throw met;
  }

  async #backToBegin(): Promise<void> {
    const session = this.#session;
    await session.execute('ROLLBACK', this.#signal);
    if (session.foreignKeyChecks) await session.execute(checksStatement(true), this.#signal);
  }

  async #runAll(tail: string): Promise<void> {
    await this.#backToBegin();
    for (const [i, chunk] of this.#sent.entries()) {
      await this.#run(i === 0 ? 'BEGIN;\n' : '', chunk, i === this.#sent.length - 1 ? tail : '');
    }
  }

  /** Without strictness, looking at the warnings of each statement: only an invalid member of an ENUM or SET is let in. */
  async #runLenient(tail: string): Promise<void> {
    const session = this.#session;
    await this.#backToBegin();
    await session.setStrict(false, this.#signal);
    await session.execute('BEGIN', this.#signal);
    for (const chunk of this.#sent) {
      const results = await session.executeAll(withWarnings(chunk), this.#signal);
      for (const result of results) this.#refuseLosses(result);
    }
    if (tail !== '') await session.executeAll(tail, this.#signal);
    await session.setStrict(true, this.#signal);
  }

  #refuseLosses({ rows, fields }: Result): void {
    if (fields.length !== 3) return;
    for (const row of rows) {
      const [, code, message] = row.map((value) => Buffer.from(value ?? '').toString('utf8'));
      const errno = Number(code);
      const column = /for column '([^']*)'/.exec(message ?? '')?.[1] ?? '';
      const isNone = this.#listed.has(column) && !this.#out.unlisted.has(column);
      if (!LOSSES.has(errno) || (errno === TRUNCATED && isNone)) continue;
      const text = `a value does not fit into the target: ${message} (errno ${errno})`;
      throw new VtError({ code: 'FAILED_PRECONDITION', errno, message: text });
    }
  }
}

const checksStatement = (isOn: boolean): string => `SET foreign_key_checks = ${Number(isOn)}`;

function withWarnings({ text, ends }: Chunk): Buffer {
  const parts = ends.flatMap((end, i) => [text.subarray(ends[i - 1] ?? 0, end), SHOW_WARNINGS]);
  return Buffer.concat(parts);
}
