import { expect, test } from 'vitest';
import { replicationOf } from '../replication/replication.ts';
import { serverProgram, TestServers } from '../testing/servers.ts';

const WAIT_MS = 60_000;
const flavors = (['mysql', 'mariadb'] as const).map((flavor) => ({ flavor, program: serverProgram(flavor) }));

test.for(flavors)(
  'a $flavor that stops tells no client of a commit that nobody acknowledged',
  { timeout: 300_000 },
  async ({ program }, { skip }) => {
    if (program === undefined) return skip();
    const servers = new TestServers(program);
    try {
      const server = await servers.open(101);
      await server.init();
      const [dba, writer] = [await server.connect('vt_dba'), await server.connect('vt_dba')];
      const replication = replicationOf(dba, server.version);
      await replication.setReadOnly('off');
      await dba.query('CREATE DATABASE d');
      await dba.query('CREATE TABLE d.t (id INT PRIMARY KEY)');
      await replication.setSemiSync({ primary: true, replica: false });
      let isTold = false;
      const written = writer.query('INSERT INTO d.t VALUES (1)').then(
        () => {
          isTold = true;
        },
        () => {},
      );
      await expect.poll(async () => (await replication.semiSync()).waitSessions, { timeout: WAIT_MS }).toBe(1);
      await server.stop();
      await written;
      expect(server.pid).toBeUndefined();
      expect(isTold).toBe(false);
      // Where nothing waits it ends as it always did.
      await server.start();
      const again = await server.connect('vt_dba');
      await replicationOf(again, server.version).setSemiSync({ primary: true, replica: false });
      await server.stop();
      expect(server.pid).toBeUndefined();
      for (const session of [dba, writer, again]) session.close();
    } finally {
      await servers.close();
    }
  },
);
