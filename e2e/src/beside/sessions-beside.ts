import type { RowDataPacket } from 'mysql2/promise';
import { MoveCluster } from '../reshard/move-cluster.ts';
import { type Dialogue, dialogues, setUp } from './dialogues.ts';
import { Talk, type Told } from './talk.ts';
import { VitessPrograms } from './vitess-programs.ts';

const FIRST_UID = 500;
const SHARDS = { one: ['0'], two: ['-80', '80-'] } as const;

const vschemaOf = (letter: string) => ({
  one: { tables: { ids: { type: 'sequence' }, emails: {}, t: {}, parent: {}, child: {}, kinds: {} } },
  two: {
    sharded: true,
    vindexes: {
      xxhash: { type: 'xxhash' },
      by_email: {
        type: 'consistent_lookup_unique',
        params: { table: `${letter}one.emails`, from: 'email', to: 'keyspace_id', ignore_nulls: 'true' },
        owner: 'customer',
      },
    },
    tables: {
      customer: {
        column_vindexes: [
          { column: 'id', name: 'xxhash' },
          { column: 'email', name: 'by_email' },
        ],
        auto_increment: { column: 'id', sequence: `${letter}one.ids` },
      },
      t2: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    },
  },
});

/** One line that a gate answers otherwise when the tablets are the others'. */
export type Differing = {
  readonly gate: 'ours' | 'theirs';
  readonly dialogue: string;
  readonly line: string;
  readonly ourTablets: string;
  readonly theirTablets: string;
};

/** What clients of a gate are told with tablets of ours and with tablets of Vitess, said to our gate and to Vitess's. */
export async function* sessionsBeside(bin: string, portBase?: number, only = ''): AsyncGenerator<Differing> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await startTablets(cluster, vitess);
    await cluster.startGate();
    await vitess.vtgate('--enable-buffer', '--tablet-refresh-interval', '1s');
    const gates = { ours: cluster.mysqlPort, theirs: vitess.gateMysqlPort } as const;
    for (const gate of ['ours', 'theirs'] as const) {
      for (const letter of ['a', 'b'] as const) await anew(cluster, gates[gate], letter);
      const [ours, theirs] = [await talk(cluster, gates[gate], 'a'), await talk(cluster, gates[gate], 'b')];
      for (const each of [ours, theirs]) await each.hold(setUp);
      for (const dialogue of dialogues.filter(({ name }) => name.includes(only))) {
        const [our, their] = [await ours.hold(dialogue), await theirs.hold(dialogue)];
        console.error(`${new Date().toISOString()} gate ${gate}: ${dialogue.name}`);
        yield* differing(gate, dialogue, our, their);
      }
    }
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

async function startTablets(cluster: MoveCluster, vitess: VitessPrograms): Promise<void> {
  let uid = FIRST_UID;
  for (const [name, shards] of Object.entries(SHARDS)) {
    for (const shard of shards) {
      await cluster.addShard(`a${name}`, shard);
      await vitess.tablet(uid, `b${name}`, shard);
      await cluster.addOthersShard(`b${name}`, shard, uid++);
    }
  }
  for (const letter of ['a', 'b'])
    for (const [name, vschema] of Object.entries(vschemaOf(letter)))
      await cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), `${letter}${name}`);
}

/** Drops all tables, for the next gate's clients to make them again. Those that refer to others have names that come first. */
async function anew(cluster: MoveCluster, port: number, letter: string): Promise<void> {
  const gate = await cluster.connect(undefined, port);
  for (const name of Object.keys(SHARDS)) {
    await gate.query(`use ${letter}${name}`);
    const [rows] = await gate.query<RowDataPacket[]>('show tables');
    const tables = rows.map((row) => String(Object.values(row)[0])).toSorted();
    for (const table of tables) await gate.query(`drop table if exists \`${table}\``);
  }
}

async function talk(cluster: MoveCluster, port: number, letter: string): Promise<Talk> {
  const [a, b] = [await cluster.connect(undefined, port), await cluster.connect(undefined, port)];
  return new Talk(a, b, { one: `${letter}one`, two: `${letter}two` });
}

function* differing(
  gate: Differing['gate'],
  { name }: Dialogue,
  ours: readonly Told[],
  theirs: readonly Told[],
): Generator<Differing> {
  for (const [i, { line, text }] of ours.entries()) {
    const other = theirs[i]?.text ?? '';
    if (text !== other) yield { gate, dialogue: name, line, ourTablets: text, theirTablets: other };
  }
}
