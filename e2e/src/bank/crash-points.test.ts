import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tabletCrashPoints } from '@vt/tabletserver';
import { gateCrashPoints } from '@vt/vtgate';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';

const reason = prefixOf('mysql') === undefined ? 'no mysql here' : longTestsReason();
const skip = reason !== undefined && explainSkip('crash points of atomic commits', reason);

/** Only where abort is not presumed. */
const compatible: ReadonlySet<string> = new Set(['gate.before-create', 'gate.created', 'tablet.created']);
const points = [...gateCrashPoints, ...tabletCrashPoints].filter((point) => !compatible.has(point));
/** From here on the transaction is committed. */
const decided: ReadonlySet<string> = new Set([
  'gate.decided',
  'gate.one-committed',
  'gate.committed',
  'gate.concluded',
  'tablet.decided',
  'tablet.before-commit-prepared',
  'tablet.committed-prepared',
  'tablet.before-conclude',
]);
const OPENING = 1_000;
/** Statements of a client whose gate dies end with its connection; nothing else here takes so long. */
const DRAIN_MS = 60_000;

type Row = RowDataPacket & { readonly id: number; readonly balance: number };

describe.skipIf(skip)('a transfer between shards is done on both or on neither', () => {
  let cluster: TestCluster;
  let dir: string;
  let crashFile: string;
  /** An account on each shard; the first is written first. */
  let accounts: readonly [number, number];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vt-crash-points-'));
    crashFile = join(dir, 'crash');
    // The cluster's processes inherit it.
    process.env['VT_CRASH_AT'] = `@${crashFile}`;
    cluster = await TestCluster.start({ flags: ['--keyspace', 'bank=-80,80-', '--replicas', '0'] });
    const db = await cluster.connect('bank');
    await db.query('create table account (id bigint primary key, balance bigint not null)');
    await db.query('alter vschema on account add vindex hash (id) using hash');
    await db.query(
      `insert into account (id, balance) values ${[1, 2, 3, 4, 5, 6, 7, 8].map((id) => `(${id}, ${OPENING})`)}`,
    );
    const on = async (shard: string) => {
      const direct = await cluster.connect(`bank:${shard}`);
      const [rows] = await direct.query<Row[]>('select id from account order by id limit 1');
      return rows[0]?.id ?? 0;
    };
    accounts = [await on('-80'), await on('80-')];
  }, 240_000);

  afterAll(async () => {
    delete process.env['VT_CRASH_AT'];
    await cluster?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function balances(db: Connection): Promise<readonly [number, number]> {
    const [rows] = await db.query<Row[]>(`select id, balance from account where id in (${accounts.join(', ')})`);
    const of = (id: number) => rows.find((row) => Number(row.id) === id)?.balance ?? Number.NaN;
    return [Number(of(accounts[0])), Number(of(accounts[1]))];
  }

  async function transfer(amount: number): Promise<boolean> {
    const db = await cluster.connect('bank');
    try {
      await db.query('begin');
      await db.query(`update account set balance = balance - ${amount} where id = ${accounts[0]}`);
      await db.query(`update account set balance = balance + ${amount} where id = ${accounts[1]}`);
      await writeFile(crashFile, point);
      await db.query('commit');
      return true;
    } catch {
      return false;
    } finally {
      db.destroy();
    }
  }
  let point = '';

  /** Whoever died is started again, with the same point left behind. */
  async function raise(): Promise<string[]> {
    let dead: string[] = [];
    await waitFor('a process to die', async () => {
      dead = (await cluster.status()).filter(({ running }) => !running).map(({ name }) => name);
      return dead.length > 0;
    });
    for (const name of dead) await cluster.restart(name);
    return dead;
  }

  /** Nothing is listed, and nothing that is not listed yet holds the rows. */
  async function isSettled(): Promise<boolean> {
    const db = await cluster.connect('bank');
    try {
      const [rows] = await db.query<RowDataPacket[]>('show unresolved transactions');
      await db.query('set innodb_lock_wait_timeout = 1');
      await db.query('begin');
      for (const id of accounts) await db.query(`update account set balance = balance where id = ${id}`);
      return rows.length === 0;
    } finally {
      await db.query('rollback').catch(() => {});
      db.destroy();
    }
  }

  test.each(points)('%s', { timeout: 180_000 }, async (at) => {
    point = at;
    const before = await balances(await cluster.connect('bank'));
    const acknowledged = await transfer(7);
    const dead = await raise();
    expect(dead).toHaveLength(1);
    expect(dead[0]).toContain(at.startsWith('gate.') ? 'vtgate' : 'vttablet');
    await waitFor('nothing to be unresolved', isSettled, DRAIN_MS);
    const after = await balances(await cluster.connect('bank'));
    const isDone = decided.has(at);
    expect(after).toEqual(isDone ? [before[0] - 7, before[1] + 7] : before);
    if (acknowledged) expect(isDone).toBe(true);
  });
});
