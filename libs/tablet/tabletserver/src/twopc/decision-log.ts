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
    const id = hexLiteral(dtid);
    const statements = [
      'begin',
      `insert into ${this.#state} (dtid, state, time_created) values (${id}, ${DecisionState.PREPARE}, ${nowNs()})`,
    ];
    const rows = participants.map(
      ({ keyspace, shard }, i) => `(${id}, ${i + 1}, ${hexLiteral(keyspace)}, ${hexLiteral(shard)})`,
    );
    if (rows.length > 0)
      statements.push(`insert into ${this.#participant} (dtid, id, keyspace, shard) values ${rows.join(', ')}`);
    await inOneWrite(connection, statements);
    await connection.execute('commit');
  }

  /**
   * Decides; the caller commits. INVARIANT: only what is undecided can be decided: of a commit and a rollback that meet, one finds no row.
   * @throws ABORTED when it was decided already.
   */
  async decide(connection: MysqlConnection, dtid: string, state: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const { affectedRows } = await connection.execute(
      `update ${this.#state} set state = ${DecisionState[state]} where dtid = ${hexLiteral(dtid)} and state = ${DecisionState.PREPARE}`,
    );
    if (affectedRows === 1n) return;
    throw new VtError({ code: 'ABORTED', message: `failed to transition to ${state}: ${dtid}` });
  }

  async conclude(connection: MysqlConnection, dtid: string): Promise<void> {
    await connection.execute(deleteBoth(this.#state, this.#participant, dtid));
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
