import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster } from '../harness/cluster.ts';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { play } from './case.ts';
import { askedCases } from './cases/asked.ts';
import { commandCases } from './cases/commands.ts';
import { preparedCases } from './cases/prepared.ts';
import { sessionCases } from './cases/sessions.ts';
import { toolCases } from './cases/tools.ts';
import { schema, vschema } from './schema.ts';

const skip = prefixOf('mysql') === undefined && explainSkip('the protocol', 'no mysql here');
// Those that leave rows behind come last: tools ask how many there are, and when a mysqld counts is its own affair.
const cases = [...commandCases, ...sessionCases, ...toolCases, ...askedCases, ...preparedCases];

/** Commands, statements and what tools ask are answered by a gate as by a plain mysqld, packet by packet. */
describe.skipIf(skip)('the protocol', () => {
  let folder: string;
  let plain: PlainServer;
  let cluster: TestCluster;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vt-protocol-'));
    await mkdir(join(folder, 'plain'));
    for (const [keyspace, document] of Object.entries({ whole: {}, parts: vschema })) {
      await mkdir(join(folder, 'schema', keyspace), { recursive: true });
      await writeFile(join(folder, 'schema', keyspace, 'vschema.json'), JSON.stringify(document));
    }
    const keyspaces = ['--keyspace', 'whole', '--keyspace', 'parts=-80,80-'];
    const flags = [...keyspaces, '--schema-dir', join(folder, 'schema'), '--replicas', '0'];
    // Each is known as soon as it runs, so that it is stopped where the other does not start.
    const started = await Promise.allSettled([
      PlainServer.start(join(folder, 'plain'), ['--performance-schema=ON', '--local-infile=ON']).then((one) => {
        plain = one;
      }),
      TestCluster.start({ flags }).then((one) => {
        cluster = one;
      }),
    ]);
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    await plain.client('create user plain; grant select, insert, update, delete on *.* to plain');
    for (const keyspace of ['whole', 'parts']) {
      await plain.client(`create database ${keyspace}; use ${keyspace}; ${schema.join(';\n')}`);
      await cluster.mysqlClient(keyspace, schema.join(';\n'));
    }
  });

  afterAll(async () => {
    await cluster?.stop();
    await plain?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(['whole', 'parts'])('%s', (database) => {
    test.each(cases)('$name', async (one) => {
      expect(await play(one, cluster.mysqlPort, database)).toEqual(await play(one, plain.port, database));
    });
  });
});
