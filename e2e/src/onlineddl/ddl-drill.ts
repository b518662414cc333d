import { loadavg } from 'node:os';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { waitFor } from '../harness/cluster.ts';
import { type Audit, percentile } from '../load/ledger.ts';
import { audited, COUNTER, Load, WRITER_STRIDE } from '../load/load.ts';
import { MoveCluster } from '../reshard/move-cluster.ts';
import type { DrillChange } from './changes.ts';

/** Of the first shard: its tablet, or its mysqld. */
export type Death = { readonly step: string; readonly victim: 'mysqld' | 'tablet' };

export type DdlDrillOptions = {
  readonly writers: number;
  readonly readers: number;
  /** Between two statements of one client. */
  readonly pauseMs: number;
  /** Rows that are there before. */
  readonly rows: number;
  readonly changes: readonly DrillChange[];
  /** Steps of a migration at which somebody dies, one after the other, each in a migration of its own. */
  readonly deaths: readonly Death[];
  readonly portBase?: number;
  readonly flavor?: 'mysql' | 'mariadb';
  readonly print: (line: string) => void;
};

export type DrillStep = {
  readonly sql: string;
  readonly tookMs: number;
  /** The longest write while it was under way. */
  readonly longestWriteMs: number;
};

export type DdlDrillResult = {
  readonly steps: readonly DrillStep[];
  readonly audit: Audit;
  readonly doubled: readonly number[];
  readonly rowsExpected: number;
  readonly rowsStored: number;
  /** Checksums of the rows that were there before, of each shard, before and after. */
  readonly checksums: readonly [readonly string[], readonly string[]];
  /** Errors that clients saw while no tablet was ended. */
  readonly errors: readonly (readonly [string, number])[];
  readonly readErrors: readonly (readonly [string, number])[];
  readonly writeP99Ms: number;
  readonly writes: number;
};

const KEYSPACE = 'main';
const SHARDS = ['-80', '80-'] as const;
const INSERT_ROWS = 1_000;
const MIGRATION_MS = 300_000;
const BREATH_MS = 300;
/** A cut-over that failed is tried again at once, and not in a minute. */
const DEATH_STRATEGY = 'vitess --force-cut-over-after=1ms';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    ledger: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    counter: { column_vindexes: [{ column: 'writer', name: 'xxhash' }] },
  },
};

/** Changes a table of two shards again and again while clients write and read it; checks every acknowledged write in the end. */
export async function ddlDrill(options: DdlDrillOptions): Promise<DdlDrillResult> {
  const { portBase, flavor } = options;
  const cluster = await MoveCluster.start({ ...(portBase && { portBase }), ...(flavor && { flavor }) });
  try {
    for (const shard of SHARDS) await cluster.addShard(KEYSPACE, shard);
    await cluster.startGate();
    return await new Drill(cluster, options).run();
  } finally {
    await cluster.stop();
  }
}

class Drill {
  readonly #cluster: MoveCluster;
  readonly #options: DdlDrillOptions;
  readonly #load: Load;
  readonly #steps: DrillStep[] = [];
  #gate!: Connection;

  constructor(cluster: MoveCluster, options: DdlDrillOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#load = new Load((database) => cluster.connect(database));
  }

  async run(): Promise<DdlDrillResult> {
    await this.#fill();
    const before = await this.#checksums();
    const { writers, readers, pauseMs } = this.#options;
    await this.#load.add({ writers, readers, pauseMs, database: KEYSPACE, transactions: true });
    try {
      await pause(BREATH_MS);
      await this.#byAdmin();
      for (const change of this.#options.changes) await this.#change(change);
      const errors = this.#load.ledger.errors();
      const readErrors = [...this.#load.readErrors];
      for (const death of this.#options.deaths) await this.#dieAt(death);
      await pause(BREATH_MS);
      await this.#load.stop();
      return await this.#result(before, errors, readErrors);
    } finally {
      await this.#load.stop();
    }
  }

  async #fill(): Promise<void> {
    const { rows, print } = this.#options;
    await this.#cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), KEYSPACE);
    this.#gate = await this.#cluster.connect(KEYSPACE);
    await this.#gate.query('create table ledger (id bigint primary key, writer int not null, note varchar(64))');
    await this.#gate.query(COUNTER);
    for (let from = 0; from < rows; from += INSERT_ROWS) {
      const count = Math.min(INSERT_ROWS, rows - from);
      const values = Array.from({ length: count }, (_, i) => `(${from + i}, -1, 'there before ${(from + i) % 97}')`);
      await this.#gate.query(`insert into ledger (id, writer, note) values ${values.join(', ')}`);
    }
    print(`${rows} rows before`);
  }

  async #checksums(): Promise<string[]> {
    const sql = `select cast(coalesce(sum(crc32(concat_ws('#', id, writer, note))), 0) as char) as sum from ledger where id < ${WRITER_STRIDE}`;
    const sums: string[] = [];
    for (const shard of SHARDS) {
      sums.push(String((await this.#cluster.rowsOf(KEYSPACE, shard, sql))[0]?.['sum']));
    }
    return sums;
  }

  /** A change that the admin client hands in, looks at and launches. */
  async #byAdmin(): Promise<void> {
    const sql = 'alter table counter engine = innodb';
    const strategy = ['--ddl-strategy', 'vitess --postpone-launch', '--sql', sql];
    const uuid = (await this.#cluster.vtctl('ApplySchema', ...strategy, KEYSPACE)).trim();
    const shown = JSON.parse(await this.#cluster.vtctl('OnlineDDL', 'show', '--json', KEYSPACE, uuid)) as {
      migrations: { status: string; shard: string }[];
    };
    const states = shown.migrations.map(({ shard, status }) => `${shard} ${status}`).sort();
    if (states.join() !== SHARDS.map((shard) => `${shard} QUEUED`).join()) throw new Error(`migrations are ${states}`);
    await this.#cluster.vtctl('OnlineDDL', 'launch', KEYSPACE, uuid);
    await this.#complete(uuid, sql);
    this.#options.print('a migration was launched by the admin client');
  }

  async #change({ sql, strategy = 'vitess', reverts }: DrillChange): Promise<void> {
    const uuid = await this.#migrate(sql, strategy);
    if (reverts) await this.#migrate(`revert vitess_migration '${uuid}'`, strategy);
  }

  /** Runs a change to its end on all shards; resolves with its id. */
  async #migrate(sql: string, strategy: string): Promise<string> {
    // What a session has asked for before is done already.
    this.#gate = await this.#cluster.connect(KEYSPACE);
    const startMs = Date.now();
    const uuid = await this.#submit(sql, strategy);
    await this.#complete(uuid, sql);
    const endMs = Date.now();
    const longestWriteMs = this.#load.ledger.longestDuring(startMs, endMs);
    this.#steps.push({ sql, tookMs: endMs - startMs, longestWriteMs });
    this.#options.print(
      `${endMs - startMs} ms, longest write ${longestWriteMs} ms, machine load ${(loadavg()[0] ?? 0).toFixed(1)}: ${sql}`,
    );
    return uuid;
  }

  async #submit(sql: string, strategy: string): Promise<string> {
    await this.#gate.query(`set @@ddl_strategy = '${strategy}'`);
    const [rows] = await this.#gate.query<RowDataPacket[]>(sql);
    return String(rows[0]?.['uuid']);
  }

  async #complete(uuid: string, sql: string): Promise<void> {
    let last: RowDataPacket[] = [];
    await waitFor(
      `migration ${sql}`,
      async () => {
        [last] = await this.#gate.query<RowDataPacket[]>(`show vitess_migrations like '${uuid}'`);
        const ended = last.every((row) => row['migration_status'] === 'complete');
        return last.some((row) => row['migration_status'] === 'failed') || (last.length === SHARDS.length && ended);
      },
      MIGRATION_MS,
    ).catch((error: unknown) => {
      const states = last.map((row) => `${row['shard']}: ${row['migration_status']} ${row['stage']} ${row['message']}`);
      throw new Error(`${String(error)}; ${states.join('; ')}`);
    });
    // A probe that throws is asked again.
    const failed = last.find((row) => row['migration_status'] === 'failed');
    if (failed) throw new Error(`${sql}: ${String(failed['message'])}`);
  }

  /** A change during which somebody dies at a step. A tablet is started again by us, a mysqld by its tablet. */
  async #dieAt({ step, victim }: Death): Promise<void> {
    const [shard] = SHARDS;
    const name = this.#cluster.tabletName(KEYSPACE, shard);
    this.#cluster.crashAt(name, step, victim === 'mysqld' ? [this.#cluster.mysqldPid(KEYSPACE, shard)] : []);
    // Each another one: the same again, from the same session, is done already.
    const sql = `alter table ledger engine = innodb, comment = '${victim} ${step}'`;
    const isDead = async (): Promise<boolean> => !this.#cluster.willCrash(name);
    const submitted = this.#again(() => this.#submit(sql, DEATH_STRATEGY));
    await waitFor(`the ${victim} to end at ${step}`, isDead, MIGRATION_MS);
    if (victim === 'tablet') {
      const { programs } = this.#cluster;
      await waitFor('the tablet to be gone', async () => !programs.isRunning(name), MIGRATION_MS);
      await this.#cluster.startTablet(KEYSPACE, shard);
    }
    const uuid = await submitted;
    await this.#again(() => this.#complete(uuid, sql));
    this.#options.print(`${victim} ended at ${step}, and the migration went on`);
  }

  /** A tablet that was just started may not serve yet. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    const endMs = Date.now() + MIGRATION_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (Date.now() > endMs || String(error).startsWith('Error: alter table')) throw error;
        await pause(100);
        this.#gate = await this.#cluster.connect(KEYSPACE);
      }
    }
  }

  async #result(
    before: readonly string[],
    errors: DdlDrillResult['errors'],
    readErrors: DdlDrillResult['readErrors'],
  ): Promise<DdlDrillResult> {
    const parts = SHARDS.map((shard) => (sql: string) => this.#cluster.rowsOf(KEYSPACE, shard, sql));
    const { stored: _stored, ...found } = await audited(this.#load.ledger, parts, this.#options.rows);
    const times = this.#load.ledger.writes.filter(({ outcome }) => outcome === 'acknowledged');
    return {
      steps: this.#steps,
      ...found,
      checksums: [before, await this.#checksums()],
      errors,
      readErrors,
      writeP99Ms: percentile(
        times.map((write) => write.endMs - write.startMs),
        0.99,
      ),
      writes: times.length,
    };
  }
}

export function report(result: DdlDrillResult): string {
  const { audit, steps, errors, readErrors, doubled } = result;
  const pauses = steps.map(({ longestWriteMs }) => longestWriteMs);
  return [
    `${steps.length} migrations; ${audit.acknowledged} writes acknowledged, ${audit.failed} failed, ${audit.unknown} unknown`,
    `longest write during a migration: median ${percentile(pauses, 0.5)} ms, p99 ${percentile(pauses, 0.99)} ms; all writes p99 ${result.writeP99Ms} ms`,
    `lost ${audit.lost.length}, ghosts ${audit.ghosts.length}, doubled ${doubled.length}, wrong counters ${audit.wrongCounters.length}`,
    `rows ${result.rowsStored} of ${result.rowsExpected}; checksums ${result.checksums.map((sums) => sums.join(' ')).join(' → ')}`,
    `errors: ${JSON.stringify([...errors, ...readErrors])}`,
  ].join('\n');
}
