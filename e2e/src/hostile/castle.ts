import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCluster } from '../harness/cluster.ts';
import { type SiegeOptions, type SiegeReport, siege } from './siege.ts';

const KEYSPACE = 'bank';
const ROWS = 300;

/** A cluster of its own under siege. @throws what goes wrong, and when the gate is another process afterwards. */
export async function besiegeCluster(options: Omit<SiegeOptions, 'pid' | 'victim' | 'witness'>): Promise<SiegeReport> {
  const schemaDir = await mkdtemp(join(tmpdir(), 'vt-hostile-'));
  await mkdir(join(schemaDir, KEYSPACE));
  await writeFile(
    join(schemaDir, KEYSPACE, 'tables.sql'),
    'create table account (id bigint primary key, balance bigint);',
  );
  await writeFile(join(schemaDir, KEYSPACE, 'vschema.json'), '{}');
  const flags = ['--keyspace', `${KEYSPACE}=0`, '--schema-dir', schemaDir, '--replicas', '0'];
  const cluster = await TestCluster.start({ flags });
  try {
    const witness = await cluster.connect(KEYSPACE);
    const rows = Array.from({ length: ROWS }, (_, id) => `(${id}, 1)`);
    await witness.query(`insert into account values ${rows.join(', ')}`);
    const { pid } = await cluster.processNamed('vtgate');
    const victim = { host: '127.0.0.1', port: cluster.mysqlPort, user: 'root', database: KEYSPACE };
    const report = await siege({ ...options, victim, witness, pid: pid ?? 0 });
    if ((await cluster.processNamed('vtgate')).pid !== pid) throw new Error('the gate did not survive');
    return report;
  } finally {
    await cluster.stop();
    await rm(schemaDir, { recursive: true, force: true });
  }
}
