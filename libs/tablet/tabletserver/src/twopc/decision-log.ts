import { VtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import {
  type Decision,
  type DecisionName,
  DecisionState,
  deleteBoth,
  hexLiteral,
  inOneWrite,
  nowNs,
} from './records.ts';

const names = Object.fromEntries(Object.entries(DecisionState).map(([name, number]) => [number, name as DecisionName]));
const READ_MAX = 1_000;
const DUPLICATE = 1062;

/** What the shard that decides knows of its transactions: `dt_state` and `dt_participant`. */
export class DecisionLog {
  readonly #state: string;
  readonly #participant: string;

  constructor(sidecar: string) {
    this.#state = `\`${sidecar}\`.dt_state`;
    this.#participant = `\`${sidecar}\`.dt_participant`;
  }

  async create(
    connection: MysqlConnection,
    dtid: string,
    participants: readonly { readonly keyspace: string; readonly shard: string }[],
  ): Promise<void> {
    await inOneWrite(connection, ['begin', ...this.#inserts(dtid, 'PREPARE', participants)]);
    await connection.execute('commit');
  }

  #inserts(
    dtid: string,
    state: DecisionName,
    participants: readonly { readonly keyspace: string; readonly shard: string }[],
  ): string[] {
    const id = hexLiteral(dtid);
    const statements = [
      `insert into ${this.#state} (dtid, state, time_created) values (${id}, ${DecisionState[state]}, ${nowNs()})`,
    ];
    const rows = participants.map(
      ({ keyspace, shard }, i) => `(${id}, ${i + 1}, ${hexLiteral(keyspace)}, ${hexLiteral(shard)})`,
    );
    if (rows.length > 0)
      statements.push(`insert into ${this.#participant} (dtid, id, keyspace, shard) values ${rows.join(', ')}`);
    return statements;
  }

  /**
   * Decides to commit what nothing was written of before; the caller commits. INVARIANT: a row is a decision, and there is one for each transaction: of a commit and a rollback that
   * meet, the second is a duplicate. One statement after the other: after a deadlock, which ends the transaction, the next would be committed by itself.
   * @throws ABORTED when it was decided already.
   */
  async insertCommit(
    connection: MysqlConnection,
    dtid: string,
    participants: readonly { readonly keyspace: string; readonly shard: string }[],
  ): Promise<void> {
    try {
      for (const sql of this.#inserts(dtid, 'COMMIT', participants)) await connection.execute(sql);
    } catch (error) {
      throw isDuplicate(error) ? cannotDecide('COMMIT', dtid) : error;
    }
  }

  /** Decides to roll back, whether something was written of it before or not. @throws ABORTED when it was decided to commit. */
  async insertRollback(connection: MysqlConnection, dtid: string): Promise<void> {
    const { affectedRows } = await this.#update(connection, dtid, 'ROLLBACK');
    if (affectedRows === 1n) return;
    try {
      for (const sql of this.#inserts(dtid, 'ROLLBACK', [])) await connection.execute(sql);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      if ((await this.read(connection, dtid))?.state !== 'ROLLBACK') throw cannotDecide('ROLLBACK', dtid);
    }
  }

  #update(connection: MysqlConnection, dtid: string, state: 'COMMIT' | 'ROLLBACK') {
    return connection.execute(
      `update ${this.#state} set state = ${DecisionState[state]} where dtid = ${hexLiteral(dtid)} and state = ${DecisionState.PREPARE}`,
    );
  }

  /**
   * Decides; the caller commits. INVARIANT: only what is undecided can be decided: of a commit and a rollback that meet, one finds no row.
   * @throws ABORTED when it was decided already.
   */
  async decide(connection: MysqlConnection, dtid: string, state: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const { affectedRows } = await this.#update(connection, dtid, state);
    if (affectedRows !== 1n) throw cannotDecide(state, dtid);
  }

  /** In one commit, and without locks on gaps, into which the next transactions write. */
  async conclude(connection: MysqlConnection, dtids: readonly string[]): Promise<void> {
    await inOneWrite(connection, [
      'set transaction isolation level read committed',
      deleteBoth(this.#state, this.#participant, dtids),
    ]);
  }

  async read(connection: MysqlConnection, dtid: string): Promise<Decision | undefined> {
    return (await this.#select(connection, `s.dtid = ${hexLiteral(dtid)}`))[0];
  }

  /** Those that were begun at least so long ago. */
  async olderThan(connection: MysqlConnection, ageMs: number): Promise<Decision[]> {
    return this.#select(
      connection,
      `s.time_created <= ${nowNs() - BigInt(Math.max(0, Math.trunc(ageMs))) * 1_000_000n}`,
    );
  }

  async #select(connection: MysqlConnection, condition: string): Promise<Decision[]> {
    const { rows } = await connection.execute(
      `select s.dtid, s.state, s.time_created, p.keyspace, p.shard from ${this.#state} s left join ${this.#participant} p on p.dtid = s.dtid where ${condition} order by s.time_created desc, s.dtid, p.id limit ${READ_MAX}`,
    );
    const found = new Map<string, Decision & { readonly participants: object[] }>();
    for (const row of rows) {
      const [dtid = '', state, created = '0', keyspace, shard] = row.map((value) =>
        value === null ? undefined : Buffer.from(value).toString(),
      );
      const known = found.get(dtid) ?? {
        dtid,
        state: names[Number(state)] ?? 'PREPARE',
        createdNs: BigInt(created),
        participants: [],
      };
      found.set(dtid, known);
      if (keyspace !== undefined && shard !== undefined)
        known.participants.push({ keyspace, shard, tabletType: 'PRIMARY' });
    }
    return [...found.values()] as Decision[];
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof VtError && error.errno === DUPLICATE;
}

function cannotDecide(state: 'COMMIT' | 'ROLLBACK', dtid: string): VtError {
  return new VtError({ code: 'ABORTED', message: `failed to transition to ${state}: ${dtid}` });
}
