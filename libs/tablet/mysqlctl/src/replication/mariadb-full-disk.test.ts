import { positionContains, positionsEqual } from '@vt/mysql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INSERT, ReplicaOnSmallDisk } from '../testing/replica-on-small-disk.ts';
import { statusRow } from './mariadb-full-disk.ts';

const WAIT_MS = 60_000;
/** MariaDB itself looks for space once a minute, and keeps everybody waiting who looks at its threads. */
const soon = () => AbortSignal.timeout(20_000);
const program = ReplicaOnSmallDisk.program('mariadb');

let disk: ReplicaOnSmallDisk;

beforeAll(async () => {
  if (program) disk = await ReplicaOnSmallDisk.open(program);
}, 600_000);

afterAll(async () => {
  await disk?.close();
}, 120_000);

test.skipIf(!program)(
  "MariaDB's IO thread that waits for disk space loses its source at once, acknowledges nothing more, and its relay logs tell what it received",
  { timeout: 400_000 },
  async () => {
    const [primary, writer] = [await disk.session(disk.source), await disk.session(disk.source)];
    const follower = await disk.session(disk.replica);
    await disk.follow(primary, follower);
    await expect.poll(async () => (await primary.replication.semiSync()).clients, { timeout: WAIT_MS }).toBe(1);
    await writer.sql.query(INSERT);
    const executed = await primary.replication.position();
    await follower.replication.waitForPosition(executed, WAIT_MS);
    await follower.replication.stop('sql');
    await writer.sql.query(INSERT);
    const acknowledged = await primary.replication.position();

    const empty = disk.fill();
    let isAcknowledged = false;
    const hanging = writer.sql.query(INSERT).then(() => {
      isAcknowledged = true;
    });
    const status = () => follower.replication.status(soon());
    // A session that looks just when the thread begins to wait is ended: each look has its own.
    const looks = async () => {
      const { sql, replication } = await disk.session(disk.replica);
      const told = await replication.status(soon());
      sql.close();
      return told;
    };
    await expect.poll(async () => (await looks())?.waitsForDisk, { timeout: WAIT_MS }).toBe(true);
    const late = await disk.session(disk.replica);
    const another = (signal?: AbortSignal) => disk.replica.connect('vt_dba', signal);
    const told = await statusRow(late.sql, another, async (_, threads) => threads, soon());
    expect(told).toEqual({ waiting: { isStopping: false, isSqlRunning: false } });
    expect(late.sql.isClosed).toBe(true);
    expect(await status()).toMatchObject({ ioState: 'running', sqlState: 'stopped', sourceHost: '127.0.0.1' });

    await follower.replication.stop('io', soon());
    const stopped = await status();
    expect(stopped).toMatchObject({ ioState: 'stopped', waitsForDisk: true, sourceUser: 'vt_repl' });
    expect(positionsEqual(stopped?.relayLogPosition, acknowledged)).toBe(true);
    expect(positionsEqual(stopped?.position, executed)).toBe(true);
    // Asked again it is the same, and nobody waits for what cannot be done.
    await follower.replication.stop('io', soon());
    await expect(follower.replication.stop('both', soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(follower.replication.start('both', soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const other = follower.replication.setSource({ host: '127.0.0.1', port: 1, user: 'vt_repl' }, soon());
    await expect(other).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(follower.replication.promote(1_000, soon())).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    empty();
    await expect.poll(async () => (await status())?.waitsForDisk, { timeout: WAIT_MS }).toBe(false);
    expect(await status()).toMatchObject({ ioState: 'stopped' });
    expect(await primary.replication.semiSync()).toMatchObject({ waitSessions: 1 });
    expect(isAcknowledged).toBe(false);

    await follower.replication.start('both', soon());
    await hanging;
    await writer.sql.query(INSERT);
    const last = await primary.replication.position();
    await follower.replication.waitForPosition(last, WAIT_MS);
    expect(await follower.sql.query('SELECT COUNT(*) AS n, SUM(LENGTH(v)) AS l FROM d.t')).toEqual([
      { n: '4', l: '400000' },
    ]);
    expect(positionContains((await status())?.relayLogPosition, last)).toBe(true);
    for (const { sql } of [primary, writer, follower]) sql.close();
  },
);
