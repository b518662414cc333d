import type { Output } from '../harness/cluster.ts';
import { MoveCluster } from '../reshard/move-cluster.ts';
import { VitessPrograms } from './vitess-programs.ts';
import { type Command, workflowCommands } from './workflow-commands.ts';

const WAIT_MS = 30_000;
const LOOK_MS = 300;
const SHARDS = { src: ['0'], dst: ['-'] } as const;
const FIRST_UID = 500;
/** Vitess's client waits for a VDiff that failed until then. */
const ACTION_TIMEOUT = '60s';

const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    customer: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    corder: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    sales: { column_vindexes: [{ column: 'sku', name: 'xxhash' }] },
  },
};
const tables = [
  'create table customer (id bigint not null primary key, email varchar(100))',
  'create table corder (id bigint not null primary key, sku varchar(64), price bigint)',
];
const rows = [
  "insert into customer values (1, 'a@example.com'), (2, 'b@example.com'), (3, 'c@example.com')",
  "insert into corder values (1, 'x', 5), (2, 'y', 6), (3, 'x', 7)",
];

export type Answer = { readonly code: number; readonly text: string };
export type Compared = { readonly command: string; readonly ours: Answer; readonly theirs: Answer };

/** Whose keyspaces, tablets and vtctld: their names begin with different letters, and are as long. */
type World = { readonly letter: 'a' | 'b'; readonly server: string };

/** What Vitess's vtctldclient prints for the same commands at our vtctld and tablets, and at Vitess's. */
export async function* commandsBeside(bin: string, portBase?: number): AsyncGenerator<Compared> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await vitess.vtctld();
    let uid = FIRST_UID;
    for (const [name, shards] of Object.entries(SHARDS)) {
      for (const shard of shards) {
        await cluster.addShard(`a${name}`, shard);
        await vitess.tablet(uid, `b${name}`, shard);
        await cluster.addOthersShard(`b${name}`, shard, uid++);
      }
    }
    const worlds: readonly World[] = [
      { letter: 'a', server: cluster.vtctldAddress },
      { letter: 'b', server: vitess.vtctldAddress },
    ];
    const [ours, theirs] = await Promise.all(worlds.map((world) => Asking.open(cluster, vitess, world)));
    if (!ours || !theirs) return;
    for (const command of workflowCommands) {
      const [our, their] = [await ours.ask(command), await theirs.ask(command)];
      if (!command.quiet) yield { command: command.args.join(' '), ours: our, theirs: their };
    }
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

/** One world's answers, one command after the other. */
class Asking {
  readonly #names: Readonly<Record<'src' | 'dst', string>>;
  readonly #give: (args: readonly string[]) => Promise<Output>;
  #uuid = '';

  private constructor(vitess: VitessPrograms, { letter, server }: World) {
    this.#names = { src: `${letter}src`, dst: `${letter}dst` };
    this.#give = (args) => vitess.client(['--action-timeout', ACTION_TIMEOUT, ...args], server);
  }

  static async open(cluster: MoveCluster, vitess: VitessPrograms, world: World): Promise<Asking> {
    const asking = new Asking(vitess, world);
    const { src, dst } = asking.#names;
    await asking.#give(['ApplyVSchema', '--vschema', JSON.stringify(vschema), dst]);
    for (const sql of tables) await asking.#give(['ApplySchema', '--ddl-strategy', 'direct', '--sql', sql, src]);
    for (const sql of rows) await cluster.rowsOf(src, '0', sql);
    return asking;
  }

  async ask(command: Command): Promise<Answer> {
    const { src, dst } = this.#names;
    const filled = (arg: string): string =>
      arg.replace('{src}', src).replace('{dst}', dst).replace('{uuid}', this.#uuid).replace('|', ' ');
    const output = await untilRight(() => this.#give(command.args.map(filled)), command);
    this.#uuid = /[0-9a-f]{8}([_-][0-9a-f]{4}){3}[_-][0-9a-f]{12}/.exec(output.stdout)?.[0] ?? this.#uuid;
    return { code: output.code, text: plain(`${output.stdout}\n${output.stderr}`) };
  }
}

async function untilRight(ask: () => Promise<Output>, { until }: Command): Promise<Output> {
  for (const endMs = Date.now() + WAIT_MS; ; ) {
    const output = await ask();
    if (until === undefined || until.test(output.stdout) || Date.now() > endMs) return output;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Without what is different in each run: names, places, times. */
function plain(text: string): string {
  return text
    .replaceAll(/\b[ab](src|dst)\b/g, '$1')
    .replaceAll(/vt_[ab](src|dst)/g, 'vt_$1')
    .replaceAll(/[0-9a-f]{8}([_-])[0-9a-f]{4}(\1[0-9a-f]{4}){2}\1[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/(MySQL56\/)?UUID:[-0-9:,]+/g, 'POSITION')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| [+]\d{4} UTC)?/g, 'TIME')
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replaceAll(/\w{3} \w{3} +\d+ \d\d:\d\d:\d\d( \w+)? \d{4}/g, 'TIME')
    .replaceAll(/zone1-0*\d+/g, 'TABLET')
    .replaceAll(
      /"(uid|seconds|nanoseconds|id|stream_id|transaction_timestamp|time_updated|max_v_replication_lag)": "?-?\d+"?/g,
      '"$1": N',
    )
    .replaceAll(/\b\d{3,}\b/g, 'N')
    .trim();
}
