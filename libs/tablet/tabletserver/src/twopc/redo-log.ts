import type { MysqlConnection } from '@vt/mysql';
import type { Row } from '@vt/sqltypes';
import { deleteBoth, hexLiteral, inOneWrite, nowNs, type RedoRecord, RedoState } from './records.ts';

/** A packet's worth of statements in one insert. */
const BATCH_BYTES_MAX = 1024 * 1024;

/** What prepared transactions did, so that they can be done again on another connection: `redo_state` and `redo_statement`. */
export class RedoLog {
  readonly #state: string;
  readonly #statement: string;

  constructor(sidecar: string) {
    this.#state = `\`${sidecar}\`.redo_state`;
    this.#statement = `\`${sidecar}\`.redo_statement`;
  }

  /** Durable once it resolves. */
  async write(connection: MysqlConnection, dtid: string, statements: readonly (string | Buffer)[]): Promise<void> {
    const id = hexLiteral(dtid);
    let begin = [
      'begin',
      `insert into ${this.#state} (dtid, state, time_created) values (${id}, ${RedoState.PREPARED}, ${nowNs()})`,
    ];
    let rows: string[] = [];
    let bytes = 0;
    const flush = async () => {
      const insert = `insert into ${this.#statement} (dtid, id, statement) values ${rows.join(', ')}`;
      await inOneWrite(connection, rows.length > 0 ? [...begin, insert] : begin);
      begin = [];
      rows = [];
      bytes = 0;
    };
    for (const [i, statement] of statements.entries()) {
      const row = `(${id}, ${i + 1}, ${hexLiteral(statement)})`;
      if (bytes + row.length > BATCH_BYTES_MAX) await flush();
      rows.push(row);
      bytes += row.length;
    }
    await flush();
    await connection.execute('commit');
  }

  /** Forgets it, in a commit of its own. */
  async forget(connection: MysqlConnection, dtid: string): Promise<void> {
    await connection.execute(deleteBoth(this.#state, this.#statement, [dtid]));
  }

  /**
   * Forgets it on the prepared connection, as part of its commit, which is the caller's. By whole keys: a delete of all that begin with the dtid would lock the gap behind them until
   * the commit is durable, and what is prepared meanwhile would wait for that to write its own. INVARIANT: one statement after the other: after a deadlock, which ends the whole
   * transaction, the next would be committed by itself, and what is to be done again would be lost.
   *
   * Returns whether it was there. If not, the transaction is over: its earlier connection, given up while mysqld did not answer, has committed it all the same.
   */
  async forgetPrepared(connection: MysqlConnection, dtid: string, statements: number): Promise<boolean> {
    const id = hexLiteral(dtid);
    const { affectedRows } = await connection.execute(`delete from ${this.#state} where dtid = ${id}`);
    if (affectedRows === 0n) return false;
    if (statements === 0) return true;
    const ids = Array.from({ length: statements }, (_, i) => i + 1).join(', ');
    await connection.execute(`delete from ${this.#statement} where dtid = ${id} and id in (${ids})`);
    return true;
  }

  async exists(connection: MysqlConnection, dtid: string): Promise<boolean> {
    const { rows } = await connection.execute(`select 1 from ${this.#state} where dtid = ${hexLiteral(dtid)}`);
    return rows.length > 0;
  }

  /** It cannot be prepared again: kept for a person to look at. */
  async markFailed(connection: MysqlConnection, dtid: string, message: string): Promise<void> {
    await connection.execute(
      `update ${this.#state} set state = ${RedoState.FAILED}, message = ${hexLiteral(message)} where dtid = ${hexLiteral(dtid)}`,
    );
  }

  /** Prepared at least so long ago. */
  async olderThan(connection: MysqlConnection, ageMs: number): Promise<{ dtid: string; createdNs: bigint }[]> {
    const { rows } = await connection.execute(
      `select dtid, time_created from ${this.#state} where state = ${RedoState.PREPARED} and time_created <= ${nowNs() - BigInt(ageMs) * 1_000_000n}`,
    );
    return rows.map((row) => {
      const [dtid = '', created = '0'] = row.map(text);
      return { dtid, createdNs: BigInt(created) };
    });
  }

  async readAll(connection: MysqlConnection): Promise<RedoRecord[]> {
    const states = await connection.execute(
      `select dtid, state, message, time_created from ${this.#state} order by time_created, dtid`,
    );
    const records: RedoRecord[] = [];
    for (const row of states.rows) records.push(await this.#read(connection, row));
    return records;
  }

  async #read(connection: MysqlConnection, row: Row): Promise<RedoRecord> {
    const [dtid = '', state, message = '', created = '0'] = row.map(text);
    const { rows } = await connection.execute(
      `select statement from ${this.#statement} where dtid = ${hexLiteral(dtid)} order by id`,
    );
    return {
      dtid,
      failed: Number(state) === RedoState.FAILED,
      message,
      createdNs: BigInt(created),
      statements: rows.map(([statement]) => Buffer.from(statement ?? [])),
    };
  }
}

function text(value: Uint8Array | null): string {
  return value === null ? '' : Buffer.from(value).toString();
}
