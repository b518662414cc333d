import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { explainSkip, prefixOf } from '../harness/servers.ts';
import { Control } from './control.ts';

const TABLETS = 3;

describe.each(['mysql', 'mariadb'] as const)('vtorc sets replicas right (%s)', (flavor) => {
  const skip = prefixOf(flavor) === undefined && explainSkip(`repairs of replicas, ${flavor}`, `no ${flavor} here`);

  describe.skipIf(skip)('replication of one replica', () => {
    let cluster: TestCluster;
    let control: Control;
    let gate: Connection;
    let replica: Connection;
    let [primary, uid, other] = [0, 0, 0];
    let rows = 0;

    beforeAll(async () => {
      cluster = await TestCluster.start({ flavor, flags: ['--replicas', '2', '--keyspace', 'commerce=0'] });
      control = new Control(cluster);
      await control.healthy('commerce', '0', TABLETS);
      primary = await control.primaryUid('commerce', '0');
      uid = await control.replicaUid('commerce', '0');
      other = await control.replicaUid('commerce', '0', uid);
      gate = await cluster.connect('commerce');
      await gate.query('create table t (id int primary key)');
      replica = await createConnection({ socketPath: control.socket(uid), user: 'vt_dba', database: 'vt_commerce' });
    }, 240_000);

    afterAll(async () => {
      await replica?.end();
      control?.close();
      await cluster?.stop();
    });

    const isMysql = flavor === 'mysql';
    const alias = () => `zone1-${String(uid).padStart(10, '0')}`;
    const portOf = async (of: number) => (await cluster.processNamed(`mysqld-${of}`)).ports?.['mysql'];
    /** What mysqld itself says of its replication. */
    async function source() {
      const [[row]] = await replica.query<RowDataPacket[]>(isMysql ? 'show replica status' : 'show slave status');
      if (!row) return undefined;
      const [port, io, sql] = isMysql
        ? [row['Source_Port'], row['Replica_IO_Running'], row['Replica_SQL_Running']]
        : [row['Master_Port'], row['Slave_IO_Running'], row['Slave_SQL_Running']];
      return { port: Number(port), io: String(io), sql: String(sql) };
    }
    const STOP = isMysql ? 'stop replica' : 'stop slave';

    /** After the damage vtorc names the problem, repairs it, and the replica has what is written from then on. */
    async function repaired(code: string, damage: () => Promise<unknown>): Promise<void> {
      const port = await portOf(primary);
      expect(await source()).toEqual({ port, io: 'Yes', sql: 'Yes' });
      const before = new Set((await control.recoveries()).map(({ id }) => id));
      await damage();
      // One that was taken up before the repair of the one before it was seen finds nothing to do: that is no repair.
      const ends = new Set(['failed', 'incomplete', 'repaired']);
      const told = async () =>
        (await control.recoveries())
          .filter((r) => !before.has(r.id) && r.problem.alias === alias() && ends.has(r.outcome))
          .map(({ problem, outcome }) => `${problem.code} ${outcome}`);
      await waitFor(`${code} to be repaired`, async () => (await told()).includes(`${code} repaired`));
      await waitFor('it to replicate again', async () => {
        const now = await source();
        return now !== undefined && now.port === port && now.io === 'Yes' && now.sql === 'Yes';
      });
      await gate.query(`insert into t values (${++rows})`);
      await waitFor('the row to arrive', async () => {
        const [[row]] = await replica.query<RowDataPacket[]>('select count(*) as n from t');
        return Number(row?.['n']) === rows;
      });
      await control.healthy('commerce', '0', TABLETS);
      expect(await told()).toEqual([`${code} repaired`]);
      expect(await control.primaryUid('commerce', '0')).toBe(primary);
    }

    const limits = { timeout: 120_000 };

    test('ReplicationStopped: both threads', limits, () => repaired('ReplicationStopped', () => replica.query(STOP)));

    test('ReplicationStopped: one thread', limits, () =>
      repaired('ReplicationStopped', () => replica.query(`${STOP} sql_thread`)),
    );

    test('NotConnectedToPrimary', limits, () =>
      repaired('NotConnectedToPrimary', async () => {
        await replica.query(STOP);
        await replica.query(isMysql ? 'reset replica all' : 'reset slave all');
      }),
    );

    test('ConnectedToWrongPrimary', limits, async () => {
      const port = await portOf(other);
      await repaired('ConnectedToWrongPrimary', async () => {
        await replica.query(STOP);
        await replica.query(
          isMysql ? `change replication source to source_port = ${port}` : `change master to master_port = ${port}`,
        );
        await replica.query(isMysql ? 'start replica' : 'start slave');
      });
    });
  });
});
