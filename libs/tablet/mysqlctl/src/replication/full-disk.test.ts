import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type MysqlSession, positionContains } from '@vt/mysql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mysqld } from '../server/mysqld.ts';
import { serverProgram, TestServers } from '../testing/servers.ts';
import { replicationOf } from './replication.ts';
import type { Replication } from './types.ts';

const WAIT_MS = 60_000;
const INSERT = "INSERT INTO d.t (v) VALUES (REPEAT('x', 100000))";
const program = serverProgram('mysql');
const isHere = program !== undefined && process.getuid?.() === 0;

let servers: TestServers;
let source: Mysqld;
let replica: Mysqld;
let relayLogs = '';

beforeAll(async () => {
  if (!isHere) return;
  servers = new TestServers(program);
  [source, replica] = [await servers.open(101), await servers.open(102)];
  await Promise.all([source.init(), replica.init()]);
  await replica.stop();
  relayLogs = replica.layout.relayLogDir;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'vt-test', relayLogs]);
  await replica.start();
}, 600_000);

afterAll(async () => {
  await replica?.kill();
  if (relayLogs) execFileSync('umount', ['-l', relayLogs]);
  await servers?.close();
}, 120_000);

type Session = { readonly sql: MysqlSession; readonly replication: Replication };

async function session(server: Mysqld): Promise<Session> {
  const sql = await server.connect('vt_dba');
  return { sql, replication: replicationOf(sql, server.version) };
}

function fill(): string {
  const path = join(relayLogs, 'filler');
  const file = openSync(path, 'w');
  for (const size of [65_536, 4_096, 1]) {
    const chunk = Buffer.alloc(size, 1);
    try {
      while (writeSync(file, chunk) === size);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
  closeSync(file);
  return path;
}

test.skipIf(!isHere)(
  'an IO thread that waits for disk space is stopped at once, acknowledges nothing more, and goes on later without a gap',
  { timeout: 300_000 },
  async () => {
    const [primary, writer, follower] = [await session(source), await session(source), await session(replica)];
    await primary.replication.setReadOnly('off');
    await primary.sql.query('CREATE DATABASE d');
    await primary.sql.query('CREATE TABLE d.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)');
    await follower.replication.setSemiSync({ primary: false, replica: true });
    const port = Number(/^port = (\d+)$/m.exec(readFileSync(source.layout.myCnf, 'utf8'))?.[1]);
    await follower.replication.setSource({ host: '127.0.0.1', port, user: 'vt_repl', heartbeatSeconds: 2 });
    await follower.replication.start();
    await primary.replication.setSemiSync({ primary: true, replica: false });
    await expect.poll(async () => (await primary.replication.semiSync()).clients, { timeout: WAIT_MS }).toBe(1);
    await writer.sql.query(INSERT);
    const acknowledged = await primary.replication.position();

    await follower.replication.waitForPosition(acknowledged, WAIT_MS);
    const filler = fill();
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

    rmSync(filler);
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
