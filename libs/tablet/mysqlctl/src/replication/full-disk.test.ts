import { positionContains } from '@vt/mysql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INSERT, ReplicaOnSmallDisk } from '../testing/replica-on-small-disk.ts';

const WAIT_MS = 60_000;
const program = ReplicaOnSmallDisk.program('mysql');

let disk: ReplicaOnSmallDisk;

beforeAll(async () => {
  if (program) disk = await ReplicaOnSmallDisk.open(program);
}, 600_000);

afterAll(async () => {
  await disk?.close();
}, 120_000);

test.skipIf(!program)(
  'an IO thread that waits for disk space is stopped at once, acknowledges nothing more, and goes on later without a gap',
  { timeout: 300_000 },
  async () => {
    const [primary, writer] = [await disk.session(disk.source), await disk.session(disk.source)];
    const follower = await disk.session(disk.replica);
    await disk.follow(primary, follower);
    await expect.poll(async () => (await primary.replication.semiSync()).clients, { timeout: WAIT_MS }).toBe(1);
    await writer.sql.query(INSERT);
    const acknowledged = await primary.replication.position();

    await follower.replication.waitForPosition(acknowledged, WAIT_MS);
    const empty = disk.fill();
    let isAcknowledged = false;
    const hanging = writer.sql.query(INSERT).then(() => {
      isAcknowledged = true;
    });
    const waits = async () => (await follower.replication.status())?.waitsForDisk;
    await expect.poll(waits, { timeout: WAIT_MS }).toBe(true);
    // MySQL itself looks for space once a minute: a stop that waits for that takes far longer than this.
    await follower.replication.stop('io', AbortSignal.timeout(20_000));
    const stopped = await follower.replication.status();
    expect(stopped).toMatchObject({ ioState: 'stopped', waitsForDisk: false, relayLogIsTorn: true });
    expect(positionContains(stopped?.relayLogPosition, acknowledged)).toBe(true);

    empty();
    expect(await primary.replication.semiSync()).toMatchObject({ waitSessions: 1 });
    expect(isAcknowledged).toBe(false);

    // An SQL thread that had begun the torn transaction would be waited for, a minute long.
    await follower.replication.start('both', AbortSignal.timeout(20_000));
    await hanging;
    await writer.sql.query(INSERT);
    await follower.replication.waitForPosition(await primary.replication.position(), WAIT_MS);
    expect(await follower.sql.query('SELECT COUNT(*) AS n, SUM(LENGTH(v)) AS l FROM d.t')).toEqual([
      { n: '3', l: '300000' },
    ]);
    expect(await follower.replication.status()).toMatchObject({ sqlState: 'running', relayLogIsTorn: false });
    for (const { sql } of [primary, writer, follower]) sql.close();
  },
);
