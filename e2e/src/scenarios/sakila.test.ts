import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf, sharedPath } from '../harness/servers.ts';

const data = sharedPath('data', 'sakila');
const skip =
  (data === undefined && explainSkip('Sakila', 'its data is not beside the checkout')) ||
  (prefixOf('mysql') === undefined && explainSkip('Sakila', 'no mysql here'));

async function scripts(folder: string): Promise<{ schema: string; rows: string }> {
  const schema = await readFile(join(folder, 'schema.sql'), 'utf8');
  return { schema, rows: gunzipSync(await readFile(join(folder, 'data.sql.gz'))).toString('utf8') };
}

/** Count and checksum by table, views by count only. */
async function fingerprint(connection: Connection): Promise<Map<string, string>> {
  const [tables] = await connection.query<RowDataPacket[]>({ sql: 'show full tables', rowsAsArray: true });
  const found = new Map<string, string>();
  for (const [name, kind] of tables as unknown as [string, string][]) {
    const [counts] = await connection.query<RowDataPacket[]>(`select count(*) as n from \`${name}\``);
    const sum = kind === 'BASE TABLE' ? await checksum(connection, name) : 'view';
    found.set(name, `${Number(counts[0]?.['n'])} ${sum}`);
  }
  return found;
}

async function checksum(connection: Connection, table: string): Promise<string> {
  const [rows] = await connection.query<RowDataPacket[]>(`checksum table \`${table}\``);
  return String(rows[0]?.['Checksum']);
}

test.skipIf(skip)('Sakila loads through vtgate exactly as into a mysqld', { timeout: 300_000 }, async () => {
  const { schema, rows } = await scripts(data ?? '');
  const dir = await mkdtemp(join(tmpdir(), 'vt-plain-'));
  const plain = await PlainServer.start(dir);
  const cluster = await TestCluster.start({ flags: ['--keyspace', 'sakila=0', '--replicas', '0'] });
  try {
    const direct = await plain.client(schema + rows);
    expect(direct.stderr + String(direct.code)).toBe('0');
    // Twice: the script begins with DROP SCHEMA, which must leave nothing of the first load.
    for (let round = 0; round < 2; round++) {
      const loaded = await cluster.mysqlClient('sakila', schema + rows);
      expect(loaded.stderr + String(loaded.code)).toBe('0');
    }
    const expected = await fingerprint(await plain.connect('sakila'));
    expect(await fingerprint(await cluster.connect('sakila'))).toEqual(expected);
    expect(expected.size).toBeGreaterThan(20);
  } finally {
    await cluster.stop();
    await plain.stop();
    await rm(dir, { recursive: true, force: true });
  }
});
