import type { Connection, RowDataPacket } from 'mysql2/promise';
import { waitFor } from '../harness/cluster.ts';
import { MoveCluster } from '../reshard/move-cluster.ts';
import { VitessPrograms } from './vitess-programs.ts';

const UIDS = [500, 501] as const;
const WRITERS = 4;
const ROUNDS = 3;
const PAUSE_MS = 500;

/** What the writers of one gate and keyspace saw while its primaries changed. */
export type Reparented = {
  readonly gate: string;
  readonly keyspace: string;
  readonly acknowledged: number;
  readonly stored: number;
  readonly errors: readonly string[];
};

/** Vitess's vtctldclient moves primaries, of Vitess's tablets and of ours, while clients of our gate and of Vitess's write. */
export async function reparentsBeside(bin: string, portBase?: number): Promise<readonly Reparented[]> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await vitess.vtctld();
    for (const keyspace of ['ours', 'theirs'])
      await vitess.ask('CreateKeyspace', '--durability-policy', 'semi_sync', keyspace);
    await cluster.addShard('ours', '0');
    await cluster.addReplica('ours', '0');
    for (const uid of UIDS) await vitess.tablet(uid, 'theirs');
    await cluster.addOthersShard('theirs', '0', UIDS[0]);
    await cluster.startGate();
    await vitess.vtgate(
      '--enable-buffer',
      '--buffer-min-time-between-failovers',
      '1s',
      '--tablet-refresh-interval',
      '1s',
    );
    const ours = cluster.uid('ours', '0');
    const found: Reparented[] = [];
    for (const [keyspace, uids] of [
      ['theirs', UIDS],
      ['ours', [ours, ours + 1]],
    ] as const) {
      const gates = { ours: cluster.mysqlPort, theirs: vitess.gateMysqlPort };
      const writing = await Promise.all(
        Object.entries(gates).map(([gate, port]) =>
          Writing.start(gate, keyspace, () => cluster.connect(keyspace, port)),
        ),
      );
      for (let round = 0; round < ROUNDS; round++)
        for (const uid of [uids[1], uids[0]]) {
          await pause();
          const args = ['PlannedReparentShard', '--new-primary', `zone1-${uid}`, `${keyspace}/0`];
          if (round % 2 === 0) await vitess.ask(...args);
          else await vitess.askTheirs(...args);
        }
      await pause();
      for (const one of writing) found.push(await one.stop());
    }
    return found;
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

class Writing {
  readonly #gate: string;
  readonly #keyspace: string;
  readonly #connections: readonly Connection[];
  readonly #errors: string[] = [];
  #writers: Promise<void>[] = [];
  #acknowledged = 0;
  #isOver = false;

  private constructor(gate: string, keyspace: string, connections: readonly Connection[]) {
    this.#gate = gate;
    this.#keyspace = keyspace;
    this.#connections = connections;
  }

  static async start(gate: string, keyspace: string, connect: () => Promise<Connection>): Promise<Writing> {
    const connections = await Promise.all(Array.from({ length: WRITERS + 1 }, connect));
    const writing = new Writing(gate, keyspace, connections);
    const [first] = connections;
    await waitFor(`${keyspace} through the gate ${gate}`, async () => {
      await first?.query(`create table if not exists by_${gate} (id bigint auto_increment primary key, n int)`);
      await first?.query(`select 1 from by_${gate}`);
      return true;
    });
    writing.#writers = connections.slice(1).map((connection) => writing.#write(connection));
    return writing;
  }

  async #write(connection: Connection): Promise<void> {
    while (!this.#isOver) {
      try {
        await connection.query(`insert into by_${this.#gate} (n) values (1)`);
        this.#acknowledged++;
      } catch (error) {
        this.#errors.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<Reparented> {
    this.#isOver = true;
    await Promise.all(this.#writers);
    const [rows] =
      (await this.#connections[0]?.query<RowDataPacket[]>(`select count(*) n from by_${this.#gate}`)) ?? [];
    return {
      gate: this.#gate,
      keyspace: this.#keyspace,
      acknowledged: this.#acknowledged,
      stored: Number(rows?.[0]?.['n']),
      errors: this.#errors,
    };
  }
}
