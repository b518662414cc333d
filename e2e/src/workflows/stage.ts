import type { Connection, RowDataPacket } from 'mysql2/promise';
import { waitFor } from '../harness/cluster.ts';
import { copied, diffed, MoveCluster, type MoveClusterOptions } from '../reshard/move-cluster.ts';

/** An unsharded keyspace, a sharded one, and a gate: what workflows of all kinds are tried on. */
export class WorkflowStage {
  readonly cluster: MoveCluster;
  readonly gate: Connection;

  private constructor(cluster: MoveCluster, gate: Connection) {
    this.cluster = cluster;
    this.gate = gate;
  }

  static async open(options: MoveClusterOptions = {}): Promise<WorkflowStage> {
    const cluster = await MoveCluster.start(options);
    try {
      await cluster.addShard('flat', '0');
      for (const shard of ['-80', '80-']) await cluster.addShard('wide', shard);
      await cluster.startGate();
      return new WorkflowStage(cluster, await cluster.connect());
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  vtctl(...args: string[]): Promise<string> {
    return this.cluster.vtctl(...args);
  }

  /** A command of a family, on a workflow of a keyspace. */
  on(family: string, keyspace: string, workflow: string): (...args: string[]) => Promise<string> {
    return (...args) => this.vtctl(family, '--target-keyspace', keyspace, '--workflow', workflow, ...args);
  }

  async vschema(keyspace: string, document: unknown): Promise<void> {
    await this.vtctl('ApplyVSchema', '--vschema', JSON.stringify(document), keyspace);
  }

  async schema(keyspace: string, ...statements: string[]): Promise<void> {
    await this.vtctl('ApplySchema', '--sql', statements.join('; '), keyspace);
  }

  /** Through the gate; values as text, rows sorted. */
  async rows(sql: string): Promise<string[]> {
    const [rows] = await this.gate.query<RowDataPacket[]>(sql);
    return rows.map((row) => Object.values(row).map(String).join(' ')).sort();
  }

  /** On the shards themselves; of all, sorted. */
  async stored(keyspace: string, sql: string): Promise<string[]> {
    const parts = this.cluster.shardsOf(keyspace).map((shard) => this.cluster.rowsOf(keyspace, shard, sql));
    return (await Promise.all(parts))
      .flat()
      .map((row) => Object.values(row).map(String).join(' '))
      .sort();
  }

  /** A statement through the gate that may need a moment until the gate knows what it is about. */
  async eventually(sql: string): Promise<void> {
    await waitFor(sql, async () => {
      await this.gate.query(sql);
      return true;
    });
  }

  async becomes(what: string, read: () => Promise<unknown>, expected: unknown): Promise<void> {
    let last: unknown;
    const wanted = JSON.stringify(expected);
    const isThere = async (): Promise<boolean> => {
      last = await read();
      return JSON.stringify(last) === wanted;
    };
    await waitFor(what, isThere).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${JSON.stringify(last)}, not ${wanted}`);
    });
  }

  copied(keyspace: string, workflow: string): Promise<void> {
    return copied(this.cluster, keyspace, workflow);
  }

  copiedOn(keyspace: string, workflow: string, shards: readonly string[]): Promise<void> {
    return copied(this.cluster, keyspace, workflow, undefined, shards);
  }

  /** Throws where source and target differ. */
  async compare(keyspace: string, workflow: string): Promise<number> {
    const { State, HasMismatch, RowsCompared } = await diffed(this.cluster, keyspace, workflow);
    if (State === 'completed' && !HasMismatch) return RowsCompared;
    throw new Error(`VDiff of ${keyspace}.${workflow}: ${State}, mismatch ${HasMismatch}`);
  }
}
