import { loadavg } from 'node:os';
import { type Audit, percentile, type Write } from '../load/ledger.ts';
import { audited, COUNTER, type Group, LEDGER, Load } from '../load/load.ts';
import { type Followed, Followers } from './followers.ts';
import { copied, diffed, MoveCluster } from './move-cluster.ts';
import { StallWatch } from './stall-watch.ts';
import { Timeline } from './timeline.ts';

export type ReshardDrillOptions = {
  readonly writers: number;
  readonly readers: number;
  /** Between two statements of one client. */
  readonly pauseMs: number;
  /** Rows that are there before anything moves. */
  readonly rows: number;
  /** Numbers of shards, one after the other. */
  readonly path: readonly number[];
  /** Each switch also goes back and there again. */
  readonly reverse: boolean;
  /** Others follow the keyspace while it is resharded. */
  readonly followers: boolean;
  /** Of the moments at which the consumer among the followers is killed. */
  readonly seed: number;
  readonly topo?: 'embedded' | 'etcd';
  readonly flavor?: 'mysql' | 'mariadb';
  readonly portBase?: number;
  readonly print: (line: string) => void;
};

export type Step = {
  readonly name: string;
  readonly copyMs: number;
  readonly copyRowsPerSecond: number;
  readonly diff: { readonly State: string; readonly HasMismatch: boolean; readonly RowsCompared: number };
  /** The longest write during each switch of writes. */
  readonly pausesMs: readonly number[];
  /** How many wanted the machine's processors meanwhile, on average. */
  readonly machineLoad: number;
};

export type ReshardDrillResult = {
  readonly steps: readonly Step[];
  readonly audit: Audit;
  /** Keys that are on several shards, or several times on one. */
  readonly doubled: readonly number[];
  readonly rowsExpected: number;
  readonly rowsStored: number;
  readonly errors: readonly (readonly [string, number])[];
  readonly readErrors: readonly (readonly [string, number])[];
  readonly writeP99Ms: number;
  /** Of the whole run, longest first, each with what happened meanwhile. */
  readonly slowest: readonly string[];
  /** When no client’s write went on for a second and a half, and what mysqlds did then. */
  readonly stalls: readonly string[];
  readonly reads: number;
  readonly followed: Followed | undefined;
};

const KEYSPACE = 'main';
const SLOWEST = 8;
const BREATH_MS = 500;
const INSERT_ROWS = 1_000;
/** What a copy or a VDiff may take: ten million rows need minutes. */
const TABLE_MS_MAX = 1_800_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    ledger: { column_vindexes: [{ column: 'id', name: 'xxhash' }] },
    counter: { column_vindexes: [{ column: 'writer', name: 'xxhash' }] },
  },
};

/** `-80`, `80-`; one shard is `0` at the beginning, and `-` later. */
export function shardNames(count: number, isFirst: boolean): string[] {
  if (count === 1) return [isFirst ? '0' : '-'];
  const bound = (i: number): string =>
    i === 0 || i === count
      ? ''
      : Math.floor((i * 256) / count)
          .toString(16)
          .padStart(2, '0');
  return Array.from({ length: count }, (_, i) => `${bound(i)}-${bound(i + 1)}`);
}

/**
 * Moves tables from an unsharded keyspace into one that shall be sharded, and reshards that again and again, all under load; checks every
 * acknowledged write in the end.
 */
export async function reshardDrill(options: ReshardDrillOptions): Promise<ReshardDrillResult> {
  const { topo, flavor, portBase } = options;
  const cluster = await MoveCluster.start({
    ...(topo && { topo }),
    ...(flavor && { flavor }),
    ...(portBase && { portBase }),
  });
  try {
    return await run(cluster, options);
  } finally {
    await cluster.stop();
  }
}

async function run(cluster: MoveCluster, options: ReshardDrillOptions): Promise<ReshardDrillResult> {
  const { path, print } = options;
  await cluster.addShard('old', '0');
  await cluster.startGate();
  await fill(cluster, options);
  const load = new Load((database) => cluster.connect(database));
  const steps: Step[] = [];
  const timeline = new Timeline();
  const watch = new StallWatch(cluster, load.ledger);
  let followers: Followers | undefined;
  try {
    const clients = clientsOf(options);
    await load.add(clients.anywhere);
    const early = await load.add(clients.early);
    await pause(BREATH_MS);
    let shards = shardNames(path[0] ?? 1, true);
    for (const shard of shards) await cluster.addShard(KEYSPACE, shard);
    await cluster.vtctl('ApplyVSchema', '--vschema', JSON.stringify(vschema), KEYSPACE);
    steps.push(await moveTables({ cluster, load, options, timeline }, early));
    if (options.followers) {
      const sets = path.map((count, i) => shardNames(count, i === 0));
      followers = await Followers.start(cluster, KEYSPACE, sets, options.seed);
    }
    for (const [i, count] of path.entries()) {
      if (i === 0) continue;
      const next = shardNames(count, false);
      steps.push(await reshard({ cluster, load, options, timeline }, `r${i}`, shards, next));
      await followers?.passed(shards);
      timeline.mark('the old shards go');
      for (const shard of shards) await cluster.dropShard(KEYSPACE, shard);
      shards = next;
    }
    await pause(BREATH_MS);
    await load.stop();
    for (const step of steps) print(describe(step));
    const done = await result(cluster, load, options, shards, steps, followers);
    const slowest = load.ledger.slowest(SLOWEST).map((write) => timeline.tell(write));
    return { ...done, slowest, stalls: watch.stop() };
  } finally {
    watch.stop();
    await followers?.stop();
    await load.stop();
  }
}

/**
 * Applications leave it to the gate where tables are, or name a keyspace: the old one until the move is completed, the new one from when its routing
 * rules are there.
 */
function clientsOf({ writers, readers, pauseMs }: ReshardDrillOptions) {
  const share = (part: number, database?: string) => ({
    writers: Math.max(1, Math.floor(writers * part)),
    readers: Math.max(1, Math.floor(readers * part)),
    database,
    pauseMs,
    transactions: true,
  });
  return { anywhere: share(0.5), early: share(0.5, 'old'), late: share(0.5, KEYSPACE) };
}

/** Rows that are there before, many at once. */
async function fill(cluster: MoveCluster, { rows, print }: ReshardDrillOptions): Promise<void> {
  const connection = await cluster.connect('old');
  for (const sql of [LEDGER, COUNTER]) await connection.query(sql);
  for (let from = 0; from < rows; from += INSERT_ROWS) {
    const count = Math.min(INSERT_ROWS, rows - from);
    const values = Array.from({ length: count }, (_, i) => `(${from + i}, -1, 'there before')`);
    await connection.query(`insert into ledger values ${values.join(', ')}`);
  }
  await connection.end();
  print(`${rows} rows before`);
}

type Way = {
  readonly name: string;
  readonly workflow: string;
  readonly family: 'MoveTables' | 'Reshard';
  readonly create: readonly string[];
  /** Before it is completed. */
  readonly leave?: () => Promise<void>;
};

type Drill = {
  readonly cluster: MoveCluster;
  readonly load: Load;
  readonly options: ReshardDrillOptions;
  readonly timeline: Timeline;
};

/** Clients of the old keyspace go to the new one when the tables have moved. */
function moveTables(drill: Drill, early: Group): Promise<Step> {
  const { load, options } = drill;
  const create = ['--source-keyspace', 'old', '--tables', 'ledger,counter'];
  const leave = async (): Promise<void> => {
    await load.add(clientsOf(options).late);
    await early.stop();
  };
  return walk(drill, { name: 'MoveTables', workflow: 'move', family: 'MoveTables', create, leave });
}

function reshard(drill: Drill, workflow: string, from: readonly string[], to: readonly string[]): Promise<Step> {
  const name = `Reshard ${from.length} → ${to.length}`;
  const start = async (): Promise<Step> => {
    drill.timeline.mark(`shards for ${name}`);
    for (const shard of to) await drill.cluster.addShard(KEYSPACE, shard);
    const create = ['--source-shards', from.join(','), '--target-shards', to.join(',')];
    return walk(drill, { name, workflow, family: 'Reshard', create });
  };
  return start();
}

/** One workflow from its creation to its end. */
async function walk(
  { cluster, load, options: { reverse, print, rows }, timeline }: Drill,
  { name, workflow, family, create, leave }: Way,
): Promise<Step> {
  const command = async (...args: string[]): Promise<void> => {
    timeline.mark(`${name} ${args[0]}${args.includes('rdonly,replica') ? ' of reads' : ''}`);
    await cluster.vtctl(family, '--workflow', workflow, '--target-keyspace', KEYSPACE, ...args);
    timeline.mark(`after ${name} ${args[0]}`);
  };
  const startMs = Date.now();
  await command('create', '--tablet-types', 'PRIMARY', ...create);
  await copied(cluster, KEYSPACE, workflow, TABLE_MS_MAX);
  const copyMs = Date.now() - startMs;
  print(`${name}: copied in ${copyMs} ms`);
  timeline.mark(`VDiff of ${name}`);
  const diff = await diffed(cluster, KEYSPACE, workflow, TABLE_MS_MAX);
  print(`${name}: VDiff ${diff.State}, ${diff.RowsCompared} rows, mismatch ${diff.HasMismatch}`);
  await command('switchtraffic', '--tablet-types', 'rdonly,replica');
  const pausesMs: number[] = [];
  const timed = async (...args: string[]): Promise<void> => {
    const from = Date.now();
    await command(...args);
    const to = Date.now();
    await pause(BREATH_MS);
    const write = load.ledger.longestWriteDuring(from, to);
    const longest = write === undefined ? 0 : write.endMs - write.startMs;
    pausesMs.push(longest);
    print(`${name}: ${args[0]} took ${to - from} ms, longest write ${longest} ms${partsOf(cluster, write)}`);
  };
  await timed('switchtraffic', '--tablet-types', 'primary');
  if (reverse) {
    await timed('reversetraffic');
    await timed('switchtraffic');
  }
  await leave?.();
  await command('complete');
  const copyRowsPerSecond = Math.round((rows * 1000) / Math.max(1, copyMs));
  return { name, copyMs, copyRowsPerSecond, diff, pausesMs, machineLoad: loadavg()[0] ?? 0 };
}

/** What vtctld logged of its last switch of writes: the milliseconds of each part, and where among them the longest write lies. */
function partsOf(cluster: MoveCluster, write: Write | undefined): string {
  const line = cluster
    .vtctldLog()
    .split('\n')
    .findLast((one) => one.includes('writes are switched'));
  if (line === undefined) return '';
  const { time, standstillMs, parts } = JSON.parse(line) as { time: string; standstillMs?: number; parts: string };
  const told = `, of that by the switch itself ${standstillMs ?? '?'} ms (${parts})`;
  if (write === undefined) return told;
  const endOf = (name: string): number => {
    const all = parts.split(', ').map((part) => part.split(' '));
    const last = all.findLastIndex(([each]) => each === name);
    return all.slice(last + 1).reduce((ms, [, part]) => ms - Number(part), Date.parse(time));
  };
  const inside = write.steps === undefined ? '' : ` (${write.steps})`;
  const [begun, ended] = [write.startMs - endOf('prepared'), write.endMs - endOf('published')];
  return `${told}; it${inside} began ${Math.round(begun)} ms after that did, and ended ${Math.round(ended)} ms after it`;
}

async function result(
  cluster: MoveCluster,
  load: Load,
  { rows }: ReshardDrillOptions,
  shards: readonly string[],
  steps: readonly Step[],
  followers: Followers | undefined,
): Promise<Omit<ReshardDrillResult, 'slowest' | 'stalls'>> {
  const parts = shards.map((shard) => (sql: string) => cluster.rowsOf(KEYSPACE, shard, sql));
  const { stored: all, ...found } = await audited(load.ledger, parts, rows);
  const perWriter = new Map<number, number>();
  for (const read of parts) {
    for (const { writer, n } of await read('select writer, count(*) as n from ledger group by writer'))
      perWriter.set(Number(writer), (perWriter.get(Number(writer)) ?? 0) + Number(n));
  }
  const times = load.ledger.writes.filter(({ outcome }) => outcome === 'acknowledged');
  return {
    steps,
    ...found,
    errors: load.ledger.errors(),
    readErrors: [...load.readErrors],
    writeP99Ms: percentile(
      times.map(({ startMs, endMs }) => endMs - startMs),
      0.99,
    ),
    reads: load.reads,
    followed: await followers?.check(all, perWriter, parts),
  };
}

const describe = ({ name, copyMs, copyRowsPerSecond, pausesMs, machineLoad }: Step): string =>
  `${name}: copy ${copyMs} ms (${copyRowsPerSecond} rows/s), write pauses ${pausesMs.join(', ')} ms, machine load ${machineLoad.toFixed(1)}`;

/** The figures as lines of text. */
export function report({ steps, audit, doubled, errors, readErrors, ...rest }: ReshardDrillResult): string {
  const pauses = steps.flatMap(({ pausesMs }) => pausesMs);
  return [
    `write pause at switches: p50 ${percentile(pauses, 0.5)}, p99 ${percentile(pauses, 0.99)}, max ${Math.max(0, ...pauses)} ms (${pauses.length})`,
    `copy: ${steps.map(({ name, copyRowsPerSecond }) => `${name} ${copyRowsPerSecond} rows/s`).join('; ')}`,
    `VDiff: ${steps.map(({ diff }) => `${diff.State}, mismatch ${diff.HasMismatch}`).join('; ')}`,
    `writes: ${audit.acknowledged} acknowledged, ${audit.failed} failed, ${audit.unknown} unknown; p99 ${rest.writeP99Ms} ms; reads ${rest.reads}`,
    ...rest.slowest.map((text) => `  ${text}`),
    ...rest.stalls,
    `lost: ${audit.lost.length}; doubled: ${doubled.length}; ghosts: ${audit.ghosts.length}; wrong counters: ${audit.wrongCounters.join('; ') || 'none'}`,
    `rows: ${rest.rowsStored} stored, ${rest.rowsExpected} expected`,
    ...(rest.followed ? followedText(rest.followed) : []),
    ...errors.map(([text, count]) => `  ${count} × ${text}`),
    ...readErrors.map(([text, count]) => `  ${count} × reading: ${text}`),
  ].join('\n');
}

const followedText = ({ problems, transactions, kills, counted, errors }: Followed): string[] => [
  `followers: ${problems.join('; ') || 'everything arrived'}; the consumer took ${transactions} transactions, with ${counted} changes of counters in order, was killed ${kills} times, ${errors.length} calls failed`,
  ...errors.slice(0, 10).map((text) => `  consumer: ${text}`),
];
