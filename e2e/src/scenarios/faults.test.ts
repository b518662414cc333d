import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('faults', 'no mysql here');

/** What a client saw of one write. */
type Attempt = { readonly id: number; readonly errno: number | undefined };

/**
 * A client that keeps writing to one keyspace, reconnecting after a lost connection, and remembers what was acknowledged.
 * Every write has an id of its own and is never repeated.
 */
class Writer {
  readonly attempts: Attempt[] = [];
  readonly #cluster: TestCluster;
  readonly #database: string;
  readonly #table: string;
  readonly #stop = new AbortController();
  #done: Promise<void> | undefined;

  constructor(cluster: TestCluster, database: string, table: string) {
    this.#cluster = cluster;
    this.#database = database;
    this.#table = table;
  }

  start(firstId: number): void {
    this.#done = this.#loop(firstId);
  }

  async #loop(firstId: number): Promise<void> {
    let connection: Connection | undefined;
    for (let id = firstId; !this.#stop.signal.aborted; id++) {
      try {
        connection ??= await this.#cluster.connect(this.#database);
        await connection.query(`insert into ${this.#table} values (${id}, 'x')`);
        this.attempts.push({ id, errno: undefined });
      } catch (error) {
        const { errno = -1, fatal } = error as { errno?: number; fatal?: boolean };
        this.attempts.push({ id, errno });
        if (fatal || errno < 0) connection = undefined;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  get acknowledged(): number[] {
    return this.attempts.filter((a) => a.errno === undefined).map((a) => a.id);
  }

  async acknowledgedMore(): Promise<void> {
    const before = this.acknowledged.length;
    await waitFor('further acknowledged writes', async () => this.acknowledged.length > before + 5);
  }

  async sawAnError(since: number): Promise<void> {
    await waitFor('an error at the client', async () => this.attempts.slice(since).some((a) => a.errno !== undefined));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }
}

async function ids(cluster: TestCluster, database: string, table: string): Promise<Set<number>> {
  const connection = await cluster.connect(database);
  const [rows] = await connection.query<RowDataPacket[]>(`select id from ${table}`);
  return new Set(rows.map((r) => Number(r['id'])));
}

describe.skipIf(skip)('kill -9 of one process under a running client', () => {
  let cluster: TestCluster;
  let writer: Writer;

  beforeAll(async () => {
    cluster = await TestCluster.start();
    const connection = await cluster.connect('commerce');
    await connection.query('create table ledger (id bigint primary key, body varchar(10))');
    writer = new Writer(cluster, 'commerce', 'ledger');
    writer.start(1);
    await writer.acknowledgedMore();
  }, 240_000);

  afterAll(async () => {
    await writer.stop();
    await cluster.stop();
  });

  async function nothingLost(): Promise<void> {
    const acknowledged = writer.acknowledged;
    const stored = await ids(cluster, 'commerce', 'ledger');
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  }

  test('topo: queries go on without it, and it comes back with its records', { timeout: 120_000 }, async () => {
    const since = writer.attempts.length;
    await cluster.kill9('topo');
    await writer.acknowledgedMore();
    const fresh = await cluster.connect('customer');
    const [rows] = await fresh.query<RowDataPacket[]>('select count(*) as n from customer');
    expect(Number(rows[0]?.['n'])).toBeGreaterThan(0);
    expect(writer.attempts.slice(since).filter((a) => a.errno !== undefined)).toEqual([]);
    await cluster.restart('topo');
    await nothingLost();
  });

  test.each(['vttablet-100', 'mysqld-100'])(
    '%s: its shard waits or errs clearly, the others go on, a restart heals',
    { timeout: 180_000 },
    async (name) => {
      const since = writer.attempts.length;
      await cluster.kill9(name);
      // The gate holds what certainly did not run; a write that was under way errs, and one that waits too long.
      await Promise.race([writer.sawAnError(since), writer.acknowledgedMore()]);
      const other = await cluster.connect('customer');
      const [rows] = await other.query<RowDataPacket[]>('select count(*) as n from customer');
      expect(Number(rows[0]?.['n'])).toBeGreaterThan(0);
      await cluster.restart(name);
      await writer.acknowledgedMore();
      await nothingLost();
    },
  );

  test('vtgate: clients lose their connection, a new vtgate serves', { timeout: 120_000 }, async () => {
    const since = writer.attempts.length;
    await cluster.kill9('vtgate');
    await writer.sawAnError(since);
    await cluster.restart('vtgate');
    await writer.acknowledgedMore();
    await nothingLost();
  });
});
