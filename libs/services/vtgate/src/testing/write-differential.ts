import { MysqlConnection } from '@vt/mysql';
import type { TestMysqld } from '@vt/mysql/testing';
import { toHex, vindexRegistry } from '@vt/vschema';
import { DirectGateway } from './direct-gateway.ts';
import { TestGate, type TestSession } from './test-gate.ts';
import { lookupTables, placement, writeKeyspaces, writeTables } from './write-schema.ts';

const PLAIN = 'plain_mysql';
const REFUSED = 1235;

export type Outcome = {
  readonly errno: number;
  readonly affected: bigint;
  readonly insertId: bigint;
  readonly message: string;
};

/** The same statements on a gate over shards and on a plain mysqld: after each, the same answer and the same rows. */
export class WriteDifferential {
  readonly gate: TestGate;
  readonly session: TestSession;
  readonly #plain: MysqlConnection;
  readonly #admin: MysqlConnection;
  /** What was refused, by reason. */
  readonly refusals = new Map<string, number>();
  #inTransaction = false;

  private constructor(gate: TestGate, plain: MysqlConnection, admin: MysqlConnection) {
    this.gate = gate;
    this.session = gate.session();
    this.#plain = plain;
    this.#admin = admin;
  }

  static async start(mysqld: TestMysqld): Promise<WriteDifferential> {
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    await admin.execute(`create database ${PLAIN}`);
    const plain = await MysqlConnection.connect({ ...mysqld.rootOptions, database: PLAIN });
    const gate = new TestGate(mysqld.rootOptions, writeKeyspaces);
    await gate.createDatabases();
    const session = gate.session();
    for (const [table, sql] of Object.entries(writeTables)) {
      await plain.execute(sql);
      await session.all(`use ${placement[table]}; ${sql.replace(' auto_increment', '')}`);
    }
    await session.all(`use sh; ${writeTables['ref']}`);
    for (const [keyspace, statements] of Object.entries(lookupTables)) {
      const place = keyspace as 'un' | 'sh';
      await session.all(`use ${place}; ${statements.join('; ')}`);
    }
    const differential = new WriteDifferential(gate, plain, admin);
    await differential.session.all('use sh');
    return differential;
  }

  close(): void {
    this.gate.close();
    this.#plain.close();
    this.#admin.close();
  }

  /** Runs a statement on both. @returns undefined where they agree, else what differs. */
  async run(sql: string): Promise<string | undefined> {
    const ours = await this.#ours(sql);
    if (ours.errno === REFUSED) {
      const reason = ours.message.replace(/\d+|'[^']*'/g, '…');
      this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
      return this.#inTransaction ? undefined : this.compareRows();
    }
    const theirs = await this.#theirs(sql);
    if (/^\s*begin/i.test(sql)) this.#inTransaction = true;
    if (/^\s*(?:commit|rollback)\s*$/i.test(sql)) this.#inTransaction = false;
    const answer = compareOutcomes(ours, theirs);
    if (answer) return `${answer}\n  ours: ${ours.message}\n  theirs: ${theirs.message}`;
    return this.#inTransaction ? undefined : this.compareRows();
  }

  async #ours(sql: string): Promise<Outcome> {
    try {
      const { affectedRows, insertId } = await this.session.result(sql);
      return { errno: 0, affected: affectedRows, insertId, message: '' };
    } catch (thrown) {
      return failure(thrown);
    }
  }

  async #theirs(sql: string): Promise<Outcome> {
    try {
      const { affectedRows, insertId } = await this.#plain.execute(sql.replace(/\b(?:un|sh)\./g, ''));
      return { errno: 0, affected: affectedRows, insertId, message: '' };
    } catch (thrown) {
      return failure(thrown);
    }
  }

  /** A table's rows on the plain mysqld, for whoever looks for a difference. */
  dump(table: string): Promise<string[]> {
    return this.#rows(`select * from ${PLAIN}.${table}`);
  }

  /** All tables, and that the tables of the lookup vindexes say what their owners' rows say. */
  async compareRows(): Promise<string | undefined> {
    for (const table of Object.keys(writeTables)) {
      const theirs = await this.#rows(`select * from ${PLAIN}.${table}`);
      const place = placement[table] ?? 'un';
      const ours = (await Promise.all(this.#shards(place).map((db) => this.#rows(`select * from ${db}.${table}`)))).map(
        (rows) => rows.sort(),
      );
      const copies = table === 'local_ref' ? ours : [ours.flat()];
      for (const copy of copies) {
        const difference = firstDifference(copy, theirs);
        if (difference) return `table ${table}: ${difference}`;
      }
    }
    return this.#compareLookups();
  }

  async #compareLookups(): Promise<string | undefined> {
    const users = await this.#rows(`select id, name, email, v from ${PLAIN}.user`);
    const music = await this.#rows(`select id, user_id from ${PLAIN}.music`);
    const fields = (row: string) => JSON.parse(row) as (string | null)[];
    const idOf = (text: string | null) => keyspaceId(text ?? '');
    const wanted = {
      name_idx: users.map(fields).map(([id, name]) => [name, idOf(id as string)]),
      email_idx: users.map(fields).flatMap(([id, , email]) => (email === null ? [] : [[email, idOf(id as string)]])),
      v_idx: users.map(fields).flatMap(([id, , , v]) => (v === null ? [] : [[v, id, idOf(id as string)]])),
      music_idx: music.map(fields).map(([id, user]) => [id, BigInt.asUintN(64, BigInt(user ?? 0)).toString()]),
    };
    for (const [table, rows] of Object.entries(wanted)) {
      const place = table === 'email_idx' ? 'sh' : 'un';
      const columns = {
        name_idx: 'name, lower(hex(keyspace_id))',
        email_idx: 'email, lower(hex(keyspace_id))',
        v_idx: 'v, id, lower(hex(keyspace_id))',
        music_idx: 'id, keyspace_id',
      }[table];
      const found = await Promise.all(
        this.#shards(place).map((db) => this.#rows(`select ${columns} from ${db}.${table}`)),
      );
      const difference = firstDifference(
        found.flat(),
        rows.map((row) => JSON.stringify(row)),
      );
      if (difference) return `lookup table ${table}: ${difference}`;
    }
    return undefined;
  }

  #shards(place: 'un' | 'sh'): string[] {
    return (writeKeyspaces[place]?.shards ?? []).map(
      (shard) => `\`${DirectGateway.database({ keyspace: place, shard })}\``,
    );
  }

  async #rows(sql: string): Promise<string[]> {
    const { rows } = await this.#admin.execute(sql);
    return rows.map((row) =>
      JSON.stringify(row.map((value) => (value === null ? null : Buffer.from(value).toString()))),
    );
  }
}

const hash = vindexRegistry().create('hash', 'hash', {});

function keyspaceId(id: string): string {
  const destination = hash.kind === 'single' ? hash.map({ type: 265, value: Buffer.from(id) }) : undefined;
  return destination?.kind === 'KeyspaceId' ? toHex(destination.keyspaceId) : 'none';
}

function failure(thrown: unknown): Outcome {
  const { errno = -1, message } = thrown as { errno?: number; message: string };
  return { errno, affected: 0n, insertId: 0n, message };
}

function compareOutcomes(ours: Outcome, theirs: Outcome): string | undefined {
  if (ours.errno !== theirs.errno) return `errno ${ours.errno}, not ${theirs.errno}`;
  if (ours.affected !== theirs.affected) return `${ours.affected} rows affected, not ${theirs.affected}`;
  return undefined;
}

function firstDifference(ours: readonly string[], theirs: readonly string[]): string | undefined {
  const [a, b] = [[...ours].sort(), [...theirs].sort()];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i])
      return `ours has ${a[i] ?? 'nothing'} where theirs has ${b[i] ?? 'nothing'} (${a.length} and ${b.length} rows)`;
  }
  return undefined;
}
