import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { type Phenomenon, phenomenaOf } from './phenomena.ts';
import { record, TABLE } from './record.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('histories', 'no mysql here');
const seed = Number(process.env['VT_SEED'] ?? Math.floor(Date.now() / 86_400_000));
const transactions = process.env['VT_LONG_TESTS'] === '1' ? 1000 : 80;
const CLIENTS = 4;
const vschema = {
  sharded: true,
  vindexes: { hash: { type: 'hash' } },
  tables: { histories: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
};
/** By the vindex `hash`, 1, 2 and 3 are on the first shard, 4 and 6 on the second. */
const places = { 'one shard': [1, 2, 3], 'two shards': [1, 2, 4, 6] } as const;
/** What docs/reference/isolation.md says can happen; all else must not. */
const dirty: readonly Phenomenon[] = ['aborted read', 'intermediate read', 'circular information flow'];
const committed: readonly Phenomenon[] = ['read skew of a reader', 'lost update or write skew'];
const allowed: Readonly<Record<string, Readonly<Record<keyof typeof places, readonly Phenomenon[]>>>> = {
  'read uncommitted': { 'one shard': [...dirty, ...committed], 'two shards': [...dirty, ...committed] },
  'read committed': { 'one shard': committed, 'two shards': committed },
  'repeatable read': { 'one shard': ['lost update or write skew'], 'two shards': committed },
  serializable: { 'one shard': [], 'two shards': [] },
};

/** Histories at random show no more than the levels allow, in each mode of transactions. */
describe.skipIf(skip)('histories', () => {
  let folder: string;
  let cluster: TestCluster;

  beforeAll(async () => {
    console.log(`histories: VT_SEED=${seed}`);
    folder = await mkdtemp(join(tmpdir(), 'vt-histories-'));
    await mkdir(join(folder, 'k'));
    await writeFile(join(folder, 'k', 'vschema.json'), JSON.stringify(vschema));
    await writeFile(join(folder, 'k', 'table.sql'), `${TABLE};`);
    cluster = await TestCluster.start({
      flags: ['--keyspace', 'k=-80,80-', '--schema-dir', folder, '--replicas', '0'],
    });
  });

  afterAll(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const cases = Object.keys(allowed).flatMap((level) =>
    (Object.keys(places) as (keyof typeof places)[]).flatMap((place) =>
      (place === 'one shard' ? ['twopc'] : ['multi', 'twopc']).map((mode) => ({ level, place, mode })),
    ),
  );
  test.each(cases)('$level on $place, $mode', async ({ level, place, mode }) => {
    const connections = await Promise.all(Array.from({ length: CLIENTS + 1 }, () => cluster.connect('k')));
    for (const connection of connections) {
      await connection.query(`set session transaction isolation level ${level}`);
      await connection.query(`set transaction_mode = '${mode}', innodb_lock_wait_timeout = 1`);
    }
    const history = await record({ connections, keys: places[place], transactions, seed });
    const found = phenomenaOf(history);
    console.log(
      `${level}, ${place}, ${mode}: ${history.transactions.filter((one) => one.outcome === 'committed').length} committed, ${[...found.keys()].join(', ') || 'nothing'}`,
    );
    const more = [...found].filter(([name]) => !allowed[level]?.[place].includes(name));
    expect(Object.fromEntries(more)).toEqual({});
    expect(history.transactions.some((one) => one.outcome === 'committed')).toBe(true);
    for (const connection of connections) await connection.end();
  });
});
