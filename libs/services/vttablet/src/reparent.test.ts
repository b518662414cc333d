import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { availableFlavors, type Flavor, findPrograms, freePort } from '@vt/mysql/testing';
import { decode, encode, type RequestInput } from '@vt/proto';
import {
  emergencyReparent,
  externallyReparented,
  plannedReparent,
  type ReparentDeps,
  reparentTablet,
  TabletManagers,
} from '@vt/reparent';
import { GrpcChannel, silentLogger } from '@vt/servenv';
import type { TopoServer } from '@vt/topo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestTopo, resetTestTopo, TestTablet } from './testing/test-tablet.ts';

const eventually = { timeout: 30_000, interval: 50 };
const never = new AbortController().signal;
const where = { keyspace: 'commerce', shard: '0' };

type Prs = RequestInput<'vtctlservice.Vtctld', 'PlannedReparentShard'>;
type Ers = RequestInput<'vtctlservice.Vtctld', 'EmergencyReparentShard'>;

const prsRequest = (request: Prs) =>
  decode(
    'vtctldata.PlannedReparentShardRequest',
    encode('vtctldata.PlannedReparentShardRequest', { ...where, ...request }),
  );
const ersRequest = (request: Ers) =>
  decode(
    'vtctldata.EmergencyReparentShardRequest',
    encode('vtctldata.EmergencyReparentShardRequest', { ...where, ...request }),
  );

describe.each(availableFlavors())('reparents of a shard of three tablets under semi_sync on %s', (flavor: Flavor) => {
  let directory: string;
  let topo: TopoServer;
  let deps: ReparentDeps;
  let tablets: TestTablet[];

  beforeAll(async () => {
    resetTestTopo();
    topo = openTestTopo();
    await topo.cells.create('zone1', { server_address: 'zone1', root: '/zone1' });
    await topo.keyspaces.create('commerce', { durability_policy: 'semi_sync' });
    directory = mkdtempSync(join(tmpdir(), 'vt-reparent-'));
    const prefix = dirname(findPrograms(flavor) ?? '');
    const args = [
      ...['--init-keyspace=commerce', '--init-shard=0', '--topo-global-server-address=x:1', `--flavor=${flavor}`],
      ...[`--mysqld-prefix=${prefix}`, `--tablet-dir=${directory}`, '--mysqld-profile=small', '--mysqld-shutdown'],
      ...['--tablet-hostname=127.0.0.1', '--crash-failover-grace=60s'],
    ];
    tablets = [];
    for (const uid of [100, 101, 102])
      tablets.push(new TestTablet(uid, [...args, `--mycnf-mysql-port=${await freePort()}`]));
    for (const tablet of tablets) await tablet.start();
    const managers = new TabletManagers((target) => new GrpcChannel({ target }));
    deps = { topo, tablets: managers, log: silentLogger, remoteTimeoutMs: 15_000 };
  });

  afterAll(async () => {
    await Promise.all(tablets.map((tablet) => tablet.stop()));
    deps?.tablets.close();
    await topo?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const of = (uid: number): TestTablet => tablets.find((tablet) => tablet.uid === uid) as TestTablet;

  async function primary(): Promise<TestTablet> {
    const { value } = await topo.shards.get('commerce', '0');
    return of(value.primary_alias?.uid ?? 0);
  }

  async function semiSync(tablet: TestTablet): Promise<string> {
    const { status } = await tablet.manager.unary('FullStatus', {});
    return `${status?.semi_sync_primary_enabled ? 'asks' : '-'} ${status?.semi_sync_replica_status ? 'acks' : '-'} ${status?.read_only ? 'ro' : 'rw'}`;
  }

  /** Roles of the three in the order of their uids. */
  async function settled(primaryUid: number): Promise<void> {
    const expected = tablets.map(({ uid }) =>
      uid === primaryUid ? 'primary SERVING asks - rw' : 'replica SERVING - acks ro',
    );
    const actual = () => Promise.all(tablets.map(async (t) => `${t.state} ${await semiSync(t).catch(() => 'down')}`));
    await expect.poll(actual, eventually).toEqual(expected);
  }

  test('the first primary, with acknowledgements from the first write on', async () => {
    const { primary: chosen } = await plannedReparent(deps, prsRequest({ new_primary: of(100).alias }), never);
    expect(chosen.alias).toMatchObject({ uid: 100 });
    await settled(100);
    await of(100).query('create table t (id int primary key)', 'PRIMARY');
    await of(100).query('insert into t values (1)', 'PRIMARY');
  });

  test('a primary that is demoted writes no more heartbeats for the throttler', async () => {
    const served = await topo.serving.keyspace('zone1', 'commerce');
    const throttler_config = { enabled: true };
    await topo.serving.saveKeyspace('zone1', 'commerce', { ...served, throttler_config } as never);
    const probes = (): number => Number(of(100).vars['ThrottlerProbesTotal']);
    await expect.poll(probes, eventually).toBeGreaterThan(2);
    await of(100).manager.unary('DemotePrimary', {});
    const [position, seen] = [await of(100).position(), probes()];
    await expect.poll(probes, eventually).toBeGreaterThan(seen + 2);
    expect(await of(100).position()).toBe(position);
    await of(100).manager.unary('UndoDemotePrimary', { semiSync: true });
    await topo.serving.saveKeyspace('zone1', 'commerce', served as never);
    await settled(100);
  });

  test('a planned move to a named tablet, and one away from where the primary is', async () => {
    await plannedReparent(deps, prsRequest({ new_primary: of(101).alias }), never);
    await settled(101);
    await of(101).query('insert into t values (2)', 'PRIMARY');
    await plannedReparent(deps, prsRequest({}), never);
    const uid = (await primary()).uid;
    expect(uid).not.toBe(101);
    await settled(uid);
    const rows = await of(101).manager.unary('ReadReparentJournalInfo', {});
    expect(rows.length).toBe(3);
  });

  test('terms grow by whole seconds, however fast the primary moves', async () => {
    const term = async () => (await topo.shards.get('commerce', '0')).value.primary_term_start_time?.seconds ?? 0n;
    const first = await term();
    await plannedReparent(deps, prsRequest({ new_primary: of(101).alias }), never);
    const second = await term();
    await plannedReparent(deps, prsRequest({ new_primary: of(100).alias }), never);
    expect([second > first, (await term()) > second]).toEqual([true, true]);
    await settled(100);
  });

  test('what is asked for and cannot be is refused, and changes nothing', async () => {
    const unknown = plannedReparent(deps, prsRequest({ new_primary: { cell: 'zone1', uid: 999 } }), never);
    await expect(unknown).rejects.toThrow('primary-elect tablet zone1-0000000999 is not in the shard commerce/0');
    const other = plannedReparent(deps, prsRequest({ expected_primary: of(101).alias }), never);
    await expect(other).rejects.toThrow('primary zone1-0000000100 is not equal to expected alias zone1-0000000101');
    await settled(100);
  });

  test('the same primary again puts right what does not fit', async () => {
    await of(101).manager.unary('StopReplication', {});
    await plannedReparent(deps, prsRequest({ new_primary: of(100).alias }), never);
    await settled(100);
  });

  test('a lost primary: what was acknowledged is there, what was not is taken back', async () => {
    await of(100).query('insert into t values (10)', 'PRIMARY');
    for (const uid of [101, 102]) await of(uid).manager.unary('StopReplication', {});
    // Reaches the binary log of the primary alone, and is never acknowledged.
    const lost = of(100)
      .query('insert into t values (666)', 'PRIMARY')
      .then(
        () => 'acknowledged',
        () => 'failed',
      );
    await expect
      .poll(
        async () => (await of(100).manager.unary('FullStatus', {})).status?.primary_status?.file_position,
        eventually,
      )
      .toBeTruthy();
    await waitForWaitingCommit(of(100));
    process.kill(await of(100).mysqldPid(), 'SIGKILL');
    expect(await lost).toBe('failed');
    const { primary: chosen } = await emergencyReparent(deps, ersRequest({}), never);
    const uid = chosen.alias?.uid ?? 0;
    expect([101, 102]).toContain(uid);
    await of(uid).query('insert into t values (11)', 'PRIMARY');
    await settled(uid);
    for (const tablet of tablets) {
      await tablet.manager.unary('WaitForPosition', { position: await of(uid).position() });
      const type = tablet.uid === uid ? 'PRIMARY' : 'REPLICA';
      expect(await tablet.query('select id from t order by id', type)).toEqual([['1'], ['2'], ['10'], ['11']]);
    }
  });

  test('a demotion that commits hold up is taken back: the tablet serves as its mysqld does', async () => {
    const old = await primary();
    const others = tablets.filter((tablet) => tablet !== old);
    for (const other of others) await other.manager.unary('StopReplication', {});
    const write = old.query('insert into t values (12)', 'PRIMARY').catch((error: Error) => error);
    await waitForWaitingCommit(old);
    await expect(old.manager.unary('DemotePrimary', {}, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: 4 });
    for (const other of others) await other.manager.unary('StartReplication', { semiSync: true });
    await write;
    await expect.poll(() => old.state, eventually).toBe('primary SERVING');
    await old.query('delete from t where id = 12', 'PRIMARY');
    await settled(old.uid);
  });

  test('an emergency reparent with everybody alive fences the old primary first', async () => {
    const old = await primary();
    const next = tablets.find((tablet) => tablet !== old) as TestTablet;
    await emergencyReparent(deps, ersRequest({ new_primary: next.alias }), never);
    await settled(next.uid);
    await expect(old.query('insert into t values (12)', 'PRIMARY')).rejects.toMatchObject({ code: 9 });
  });

  test('nobody is chosen while a tablet that could acknowledge is out of reach', async () => {
    const old = await primary();
    const [away] = tablets.filter((tablet) => tablet !== old);
    await away?.stop();
    await old.stop();
    const attempt = emergencyReparent(deps, ersRequest({ wait_replicas_timeout: { seconds: 5n } }), never);
    await expect(attempt).rejects.toThrow('could not reach sufficient tablets to guarantee safety: 1 of 3 answered');
    await old.start();
    await away?.start();
    await settled(old.uid);
  });

  test.runIf(flavor === 'mysql')('a replica with transactions of its own is not chosen', async () => {
    const old = await primary();
    const [wrong, right] = tablets.filter((tablet) => tablet !== old) as [TestTablet, TestTablet];
    await wrong.manager.unary('SetReadWrite', {});
    const query = Buffer.from('create table only_here (id int)');
    await wrong.manager.unary('ExecuteFetchAsDba', { query, db_name: 'vt_commerce', max_rows: 1n });
    await wrong.manager.unary('SetReadOnly', {});
    const { primary: chosen, events } = await emergencyReparent(deps, ersRequest({}), never);
    expect(chosen.alias).toMatchObject({ uid: right.uid });
    expect(events.list.map(({ value }) => value).join('\n')).toContain('has errant GTIDs');
    const forced = emergencyReparent(deps, ersRequest({ new_primary: wrong.alias }), never);
    await expect(forced).rejects.toThrow('was asked for, and was not reached or has errant GTIDs');
    await plannedReparent(deps, prsRequest({ new_primary: right.alias }), never);
    await expect.poll(() => right.state, eventually).toBe('primary SERVING');
  });

  test('a reparent that somebody else did, and a replica set back', async () => {
    const old = await primary();
    const next = tablets.find((tablet) => tablet !== old) as TestTablet;
    await old.manager.unary('DemotePrimary', {});
    await next.manager.unary('StopReplication', {});
    await next.manager.unary('ResetReplicationParameters', {});
    const result = await externallyReparented(deps, next.alias, never);
    expect(result).toMatchObject({ keyspace: 'commerce', shard: '0', oldPrimary: old.alias });
    await expect.poll(() => [next.state, old.state], eventually).toEqual(['primary SERVING', 'replica SERVING']);
    const third = tablets.find((tablet) => tablet !== old && tablet !== next) as TestTablet;
    const leader = await reparentTablet(deps, third.alias, never);
    expect(leader.alias).toMatchObject(next.alias);
    await expect(reparentTablet(deps, next.alias, never)).rejects.toThrow(
      'cannot ReparentTablet current shard primary',
    );
  });

  async function waitForWaitingCommit(tablet: TestTablet): Promise<void> {
    const names = ['Rpl_semi_sync_source_wait_sessions', 'Rpl_semi_sync_master_wait_sessions'];
    const waiting = async () => {
      const { status_values } = await tablet.manager.unary('GetGlobalStatusVars', { variables: names });
      return Object.values(status_values).join('');
    };
    await expect.poll(waiting, eventually).toBe('1');
  }
});
