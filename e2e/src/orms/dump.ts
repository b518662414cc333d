import { join } from 'node:path';
import { runProgram } from '../harness/cluster.ts';
import type { PlainServer } from '../harness/plain-server.ts';
import { prefixOf } from '../harness/servers.ts';

/** Dumps a keyspace through a gate with mysqldump, and restores it in a database of its own on a plain server. */
export async function dumpAndRestore(port: number, keyspace: string, plain: PlainServer, into: string): Promise<void> {
  const program = join(prefixOf('mysql') ?? '', 'bin/mysqldump');
  const flags = [
    '--no-defaults',
    '-h127.0.0.1',
    `-P${port}`,
    '-uroot',
    '--no-tablespaces',
    '--set-gtid-purged=OFF',
    '--hex-blob',
  ];
  const dump = await runProgram(program, [...flags, '--single-transaction', '--routines', '--triggers', keyspace]);
  if (dump.code !== 0) throw new Error(`mysqldump: ${dump.stderr}`);
  const restored = await plain.client(`create database ${into}; use ${into};\n${dump.stdout}`);
  if (restored.code !== 0) throw new Error(`restoring: ${restored.stderr}`);
}
