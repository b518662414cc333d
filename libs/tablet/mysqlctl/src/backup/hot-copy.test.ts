import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replicationOf } from '../replication/replication.ts';
import type { Mysqld } from '../server/mysqld.ts';
import type { SqlExecutor } from '../sql-executor.ts';
import { serverProgram, TestServers } from '../testing/servers.ts';
import { hotCopy } from './hot-copy.ts';

const program = serverProgram('mysql');
let servers: TestServers;
let source: Mysqld;
let replica: Mysqld;

beforeAll(async () => {
  if (!program) return;
  servers = new TestServers(program);
  [source, replica] = [await servers.open(101), await servers.open(102)];
  await Promise.all([source.init(), replica.init()]);
}, 600_000);

afterAll(async () => {
  await servers?.close();
}, 120_000);

test.skipIf(!program)('a copy that is given up leaves a replica as it was', { timeout: 120_000 }, async () => {
  const watcher = await replica.connect('vt_dba');
  const replication = replicationOf(watcher, replica.version);
  const port = Number(/^port = (\d+)$/m.exec(readFileSync(source.layout.myCnf, 'utf8'))?.[1]);
  await replication.setSource({ host: '127.0.0.1', port, user: 'vt_repl' });
  await replication.start();
  const threads = async () => (await replication.status())?.sqlState;
  await expect.poll(threads, { timeout: 60_000 }).toBe('running');
  for (const at of ['INSTALL', 'CLONE']) {
    const session = await replica.connect('vt_dba');
    const stop = new AbortController();
    const sql: SqlExecutor = {
      query: (text, signal) => {
        const answer = session.query(text, signal);
        if (text.startsWith(at)) stop.abort(new Error(`enough at ${at}`));
        return answer;
      },
    };
    const copy = hotCopy(replica, sql, join(servers.root, 'copy'), stop.signal);
    await expect(copy).rejects.toThrow(`enough at ${at}`);
    session.close();
    expect(await replication.readOnlyState()).toEqual({ readOnly: true, superReadOnly: true });
    expect(await threads()).toBe('running');
  }
  watcher.close();
});
