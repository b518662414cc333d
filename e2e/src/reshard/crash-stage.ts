import { audited, COUNTER, LEDGER, Load } from '../load/load.ts';
import { MoveCluster } from './move-cluster.ts';

const ROWS = 10_000;
const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    ledger: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    counter: { column_vindexes: [{ column: 'writer', name: 'xxhash' }] },
  },
};

/** A cluster under load, whose acknowledged writes are audited in the end. */
export class CrashStage {
  readonly cluster: MoveCluster;
  readonly load: Load;

  private constructor(cluster: MoveCluster) {
    this.cluster = cluster;
    this.load = new Load((database) => cluster.connect(database));
  }

  static async open(
    shards: readonly (readonly [string, string])[],
    sharded: boolean,
    portBase?: number,
  ): Promise<CrashStage> {
    const cluster = await MoveCluster.start(portBase === undefined ? {} : { portBase });
    try {
      for (const [keyspace, shard] of shards) await cluster.addShard(keyspace, shard);
      await cluster.startGate();
      const stage = new CrashStage(cluster);
      await stage.#fill(shards[0]?.[0] ?? '', sharded);
      return stage;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  async #fill(keyspace: string, sharded: boolean): Promise<void> {
    if (sharded) await this.applyVSchema(keyspace);
    const gate = await this.cluster.connect(keyspace);
    for (const sql of [LEDGER, COUNTER]) await gate.query(sql);
    for (let from = 0; from < ROWS; from += 1_000) {
      const values = Array.from({ length: 1_000 }, (_, i) => `(${from + i}, -1, 'there before')`);
      await gate.query(`insert into ledger (id, writer, note) values ${values.join(', ')}`);
    }
    await this.resume();
  }

  /** How the tables are divided in a keyspace of several shards. */
  async applyVSchema(keyspace: string): Promise<void> {
    await this.cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), keyspace);
  }

  /** The load, again after an audit: with writers of their own. */
  async resume(): Promise<void> {
    await this.load.add({ writers: 2, readers: 1, pauseMs: 20, transactions: true });
  }

  /** Stops the load, and tells what of it is wrong: nothing where all lists are empty and the rows are as many as they should be. */
  async audit({ keyspace, shards }: { readonly keyspace: string; readonly shards: readonly string[] }) {
    await this.load.stop();
    const parts = shards.map((shard) => (sql: string) => this.cluster.rowsOf(keyspace, shard, sql));
    const { audit, doubled, rowsExpected, rowsStored } = await audited(this.load.ledger, parts, ROWS);
    const { lost, ghosts, wrongCounters, ...counts } = audit;
    console.log(`${counts.acknowledged} acknowledged, ${counts.failed} failed, ${counts.unknown} unknown`);
    return { lost, ghosts, wrongCounters, doubled, missingRows: rowsExpected - rowsStored };
  }

  async close(): Promise<void> {
    await this.load.stop();
    await this.cluster.stop();
  }
}
