import { waitFor } from '../harness/cluster.ts';
import { type Audit } from '../load/ledger.ts';
import { audited, COUNTER, LEDGER, Load } from '../load/load.ts';
import { copied, MoveCluster } from '../reshard/move-cluster.ts';
import { type Following, StreamFollower } from './stream-follower.ts';
import { VitessPrograms } from './vitess-programs.ts';

/** Whose program it is. */
export type Whose = 'ours' | 'theirs';

export type Hop = {
  /** The shards that come, and whose tablets they have. */
  readonly to: Readonly<Record<string, Whose>>;
  readonly client: Whose;
  readonly vtctld: Whose;
};

export type BesideResult = {
  /** By hop: what the VDiffs there and back said. */
  readonly diffs: readonly (readonly Diff[])[];
  readonly audit: Audit;
  readonly doubled: readonly number[];
  readonly rowsExpected: number;
  readonly rowsStored: number;
  readonly errors: readonly (readonly [string, number])[];
  readonly readErrors: readonly (readonly [string, number])[];
  /** By stream: what it has not brought; empty: nothing. */
  readonly streams: readonly (readonly [string, readonly string[]])[];
};

export type Diff = { readonly State: string; readonly HasMismatch: boolean; readonly RowsCompared: number };

const KEYSPACE = 'main';
const ROWS = 3_000;
const INSERT_ROWS = 1_000;
const FIRST_UID = 500;
const BREATH_MS = 500;
const PROBLEMS_TOLD = 3;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    ledger: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    counter: { column_vindexes: [{ column: 'writer', name: 'xxhash' }] },
  },
};

export type BesideOptions = {
  readonly bin: string;
  readonly first: Readonly<Record<string, Whose>>;
  readonly hops: readonly Hop[];
  /** Also streams of Vitess's gate. */
  readonly theirGate: boolean;
  /** Other clients of our gate's stream, such as one that was built with Vitess's library. @param gate host:port of its gRPC */
  readonly followers?: (gate: string, keyspace: string) => readonly Following[];
  readonly portBase?: number;
  readonly print: (line: string) => void;
};

/** Reshards again and again between tablets of Vitess and of ours, under load, while streams follow; checks every acknowledged write in the end. */
export async function reshardBeside(options: BesideOptions): Promise<BesideResult> {
  const { portBase, bin } = options;
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const run = new Run(cluster, new VitessPrograms(bin, cluster), options);
  try {
    return await run.all();
  } finally {
    await run.stop();
  }
}

class Run {
  readonly #cluster: MoveCluster;
  readonly #vitess: VitessPrograms;
  readonly #options: BesideOptions;
  readonly #load: Load;
  readonly #uids = new Map<string, number>();
  readonly #streams: Following[] = [];
  #nextUid = FIRST_UID;

  constructor(cluster: MoveCluster, vitess: VitessPrograms, options: BesideOptions) {
    this.#cluster = cluster;
    this.#vitess = vitess;
    this.#options = options;
    this.#load = new Load((database) => cluster.connect(database));
  }

  async all(): Promise<BesideResult> {
    const { first, hops, theirGate } = this.#options;
    for (const [shard, whose] of Object.entries(first)) await this.#addShard(shard, whose);
    await this.#cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), KEYSPACE);
    await this.#cluster.startGate();
    // Their gate hears of new tablets once a minute otherwise, and a stream that has to go on there fails.
    if (theirGate) await this.#vitess.vtgate('--tablet-refresh-interval', '1s');
    if (hops.some(({ vtctld }) => vtctld === 'theirs')) await this.#vitess.vtctld();
    await this.#fill();
    await this.#load.add({ writers: 4, readers: 2, database: KEYSPACE, pauseMs: 15, transactions: true });
    this.#follow();
    const diffs: Diff[][] = [];
    let shards = Object.keys(first);
    for (const [i, hop] of hops.entries()) {
      diffs.push(await this.#hop(i, hop, shards));
      shards = Object.keys(hop.to);
    }
    await pause(BREATH_MS);
    await this.#load.stop();
    const parts = shards.map((shard) => (sql: string) => this.#cluster.rowsOf(KEYSPACE, shard, sql));
    const { stored, ...found } = await audited(this.#load.ledger, parts, ROWS);
    const expected = new Set([...Array.from({ length: ROWS }, (_, i) => i), ...stored.ids.keys()].map(String));
    const streams: [string, readonly string[]][] = [];
    for (const one of this.#streams) {
      const problems = await one.missing(expected);
      this.#options.print(`${one.name}: ${problems.slice(0, PROBLEMS_TOLD).join('; ') || 'everything arrived'}`);
      streams.push([one.name, problems]);
    }
    return { diffs, ...found, errors: this.#load.ledger.errors(), readErrors: [...this.#load.readErrors], streams };
  }

  async stop(): Promise<void> {
    await this.#load.stop();
    for (const one of this.#streams) await one.stop();
    await this.#vitess.stop();
    await this.#cluster.stop();
  }

  async #addShard(shard: string, whose: Whose): Promise<void> {
    if (whose === 'ours') {
      await this.#cluster.addShard(KEYSPACE, shard);
      // Vitess's vtctld looks for somebody who serves before it lets a reverse stream come from there; a primary of ours does so when its shard does.
      return await this.#cluster.addReplica(KEYSPACE, shard);
    }
    const uid = this.#nextUid++;
    this.#uids.set(shard, uid);
    await this.#vitess.tablet(uid, KEYSPACE, shard);
    await this.#cluster.addOthersShard(KEYSPACE, shard, uid);
  }

  async #dropShard(shard: string): Promise<void> {
    const uid = this.#uids.get(shard);
    if (uid === undefined) return await this.#cluster.dropShard(KEYSPACE, shard);
    await this.#vitess.dropTablet(uid);
    this.#uids.delete(shard);
    this.#cluster.forget(KEYSPACE, shard);
    const force = ['--force', '--recursive', '--even-if-serving'];
    await this.#cluster.vtctl('DeleteShards', ...force, `${KEYSPACE}/${shard}`);
  }

  async #fill(): Promise<void> {
    const connection = await this.#cluster.connect(KEYSPACE);
    await waitFor('the gate to know the shard', async () => {
      await connection.query(LEDGER);
      return true;
    });
    await connection.query(COUNTER);
    for (let from = 0; from < ROWS; from += INSERT_ROWS) {
      const values = Array.from({ length: INSERT_ROWS }, (_, i) => `(${from + i}, -1, 'there before')`);
      await connection.query(`insert into ledger values ${values.join(', ')}`);
    }
    await connection.end();
  }

  #follow(): void {
    const { first, hops, theirGate, followers } = this.#options;
    const sets = [first, ...hops.map(({ to }) => to)].map((set) => Object.keys(set).map((s) => `${KEYSPACE}/${s}`));
    const gates: [string, string][] = [['our gate', this.#cluster.gateGrpcAddress]];
    if (theirGate) gates.push(['their gate', this.#vitess.gateGrpcAddress]);
    this.#streams.push(...(followers?.(this.#cluster.gateGrpcAddress, KEYSPACE) ?? []));
    for (const [name, address] of gates) {
      for (const stops of [false, true]) this.#streams.push(StreamFollower.start(name, address, KEYSPACE, sets, stops));
    }
  }

  async #hop(i: number, { to, client, vtctld }: Hop, from: readonly string[]): Promise<Diff[]> {
    const { print } = this.#options;
    for (const [shard, whose] of Object.entries(to)) await this.#addShard(shard, whose);
    const name = `${i}: ${from.join()} → ${JSON.stringify(to)} by ${client} client, ${vtctld} vtctld`;
    const server = vtctld === 'ours' ? this.#cluster.vtctldAddress : this.#vitess.vtctldAddress;
    const ask = async (...args: string[]): Promise<string> => {
      const whole = client === 'ours' ? ['--server', server, ...args] : args;
      const output =
        client === 'ours'
          ? await this.#cluster.programs.tryVtctldclient(...whole)
          : await this.#vitess.client(whole, server);
      if (output.code !== 0) throw new Error(`${name}: ${args.join(' ')}: ${output.stderr}`);
      return output.stdout;
    };
    const workflow = `r${i}`;
    const reshard = (...args: string[]) =>
      ask('Reshard', '--workflow', workflow, '--target-keyspace', KEYSPACE, ...args);
    const create = async (): Promise<void> => {
      const shards = ['--source-shards', from.join(), '--target-shards', Object.keys(to).join()];
      await reshard('create', '--tablet-types', 'REPLICA,PRIMARY', ...shards);
      await copied(this.#cluster, KEYSPACE, workflow);
    };
    await create();
    await reshard('cancel');
    await create();
    const diffs = [await this.#diff(ask, workflow)];
    print(`${name}: copied, VDiff ${JSON.stringify(diffs[0])}`);
    await reshard('switchtraffic', '--tablet-types', 'rdonly,replica');
    await reshard('switchtraffic', '--tablet-types', 'primary');
    await pause(BREATH_MS);
    diffs.push(await this.#diff(ask, `${workflow}_reverse`));
    await reshard('reversetraffic');
    await pause(BREATH_MS);
    await reshard('switchtraffic');
    await pause(BREATH_MS);
    await reshard('complete');
    print(
      `${name}: completed; ${this.#load.ledger.writes.length} writes, ${JSON.stringify(this.#load.ledger.errors())}`,
    );
    for (const shard of from) await this.#dropShard(shard);
    return diffs;
  }

  async #diff(ask: (...args: string[]) => Promise<string>, workflow: string): Promise<Diff> {
    const of = ['VDiff', '--workflow', workflow, '--target-keyspace', KEYSPACE, '--format', 'json'];
    await ask(...of, 'create');
    let summary: Diff = { State: '', HasMismatch: true, RowsCompared: 0 };
    await waitFor(`the VDiff of ${workflow}`, async () => {
      summary = JSON.parse(await ask(...of, 'show', 'last')) as Diff;
      return summary.State === 'completed' || summary.State === 'error';
    });
    const { State, HasMismatch, RowsCompared } = summary;
    return { State, HasMismatch, RowsCompared };
  }
}
