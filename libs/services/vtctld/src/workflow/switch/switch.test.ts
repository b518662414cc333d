import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WorkflowCrashPoint, workflowCrashPoints } from '../crash-point.ts';
import { migrationId } from '../names.ts';
import { SmallCluster } from '../testing/small-cluster.ts';

const ddl = 'create table `t` (`id` bigint not null, primary key (`id`))';
const switched = 'All Reads Switched. Writes Switched';
const notSwitched = 'Reads Not Switched. Writes Not Switched';

let cluster: SmallCluster;
afterEach(() => cluster.close());

const rules = async (): Promise<Record<string, string>> => {
  const { rules: all } = await cluster.topo.rules.routing.get();
  return Object.fromEntries(all.map(({ from_table, to_tables }) => [from_table, to_tables.join(',')]));
};

async function denied(keyspace: string, shard: string): Promise<string[]> {
  const { value } = await cluster.topo.shards.get(keyspace, shard);
  return value.tablet_controls.flatMap(({ denied_tables: tables }) => tables);
}

const crashes = workflowCrashPoints.filter((point) => point.startsWith('switch.'));
const beforeJournal = crashes.slice(0, crashes.indexOf('switch.first-journal'));

describe('MoveTables from an unsharded keyspace to two shards', () => {
  const about = { keyspace: 'to', workflow: 'w' };

  beforeEach(async () => {
    cluster = await SmallCluster.open({ from: ['0'], to: ['-80', '80-'] });
    cluster.tablet('from/0').tables.set('t', ddl);
    await cluster.topo.keyspaces.saveVSchema('from', { tables: { t: {} } });
    await cluster.topo.keyspaces.saveVSchema('to', {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { t: { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] } },
    });
    const request = { workflow: 'w', source_keyspace: 'from', target_keyspace: 'to', include_tables: ['t'] };
    await cluster.vtctld().call('MoveTablesCreate', { ...request, auto_start: true });
  });

  const state = async (): Promise<string> => {
    const status = (await cluster.vtctld().call('WorkflowStatus', about)) as { traffic_state: string };
    return status.traffic_state;
  };

  test('creates tables, rules and streams', async () => {
    expect([...cluster.tablet('to/-80').tables.keys()]).toEqual(['t']);
    expect(cluster.tablet('to/80-').states('w')).toEqual(['Running']);
    const rule = cluster.tablet('to/80-').workflows.get('w')?.streams[0]?.bls?.filter?.rules?.[0];
    expect(rule).toMatchObject({
      match: 't',
      filter: "select * from t where in_keyrange(id, 'to.xxhash', '80-')",
    });
    expect(Object.keys(await rules()).sort()).toEqual(
      ['t', 'from.t', 'to.t'].flatMap((name) => [name, `${name}@rdonly`, `${name}@replica`]).sort(),
    );
    expect(new Set(Object.values(await rules()))).toEqual(new Set(['from.t']));
    expect(await denied('to', '-80')).toEqual(['t']);
    expect(await state()).toBe(notSwitched);
  });

  test('tables of the same name that move elsewhere change nothing about it', async () => {
    const vtctld = cluster.vtctld();
    await vtctld.call('WorkflowSwitchTraffic', about);
    await cluster.topo.rules.routing.update((record) => {
      const others = record.rules.filter(({ from_table: from }) => from.includes('.'));
      record.rules = [...others, ...['t', 't@replica'].map((from_table) => ({ from_table, to_tables: ['other.t'] }))];
    });
    expect(await state()).toBe(switched);
    expect(await vtctld.call('WorkflowSwitchTraffic', about)).toMatchObject({ current_state: switched });
    await vtctld.call('MoveTablesComplete', { target_keyspace: 'to', workflow: 'w' });
    expect(await rules()).toEqual({ t: 'other.t' });
  });

  test('switches reads, then writes, and back, and there again, and is completed', async () => {
    const vtctld = cluster.vtctld();
    const reads = { ...about, tablet_types: ['REPLICA', 'RDONLY'] };
    expect(await vtctld.call('WorkflowSwitchTraffic', reads)).toMatchObject({
      start_state: notSwitched,
      current_state: 'All Reads Switched. Writes Not Switched',
    });
    const back = { ...reads, direction: 1 };
    expect(await vtctld.call('WorkflowSwitchTraffic', { ...back, dry_run: true })).toMatchObject({
      dry_run_results: expect.arrayContaining([
        'Switch reads for tables [t] to keyspace from for tablet types [REPLICA,RDONLY]',
      ]),
    });
    // There is no reverse workflow yet.
    expect(await vtctld.call('WorkflowSwitchTraffic', back)).toMatchObject({
      summary: 'ReverseTraffic was successful for workflow to.w',
      current_state: notSwitched,
    });
    expect(new Set(Object.values(await rules()))).toEqual(new Set(['from.t']));
    await vtctld.call('WorkflowSwitchTraffic', reads);
    const writes = { ...about, tablet_types: ['PRIMARY'], enable_reverse_replication: true };
    const atJournal: string[] = [];
    cluster.tablet('from/0').onJournal = () => {
      for (const shard of ['to/-80', 'to/80-']) atJournal.push(...cluster.tablet(shard).states('w'));
    };
    expect(await vtctld.call('WorkflowSwitchTraffic', writes)).toMatchObject({
      summary: 'SwitchTraffic was successful for workflow to.w',
      current_state: switched,
    });
    // A tablet of Vitess would follow the journal with streams that run.
    expect(atJournal).toEqual(['Stopped stopped for cutover', 'Stopped stopped for cutover']);
    expect(cluster.tablet('to/-80').states('w')).toEqual(['Stopped FROZEN']);
    expect(cluster.tablet('from/0').states('w_reverse')).toEqual(['Running', 'Running']);
    expect(await denied('from', '0')).toEqual(['t']);
    expect(await denied('to', '-80')).toEqual([]);
    expect((await rules())['from.t']).toBe('to.t');
    expect((await rules())['to.t']).toBeUndefined();

    await expect(vtctld.call('WorkflowDelete', about)).rejects.toThrow('already switched');
    expect(await vtctld.call('WorkflowSwitchTraffic', { ...writes, tablet_types: [], direction: 1 })).toMatchObject({
      current_state: notSwitched,
    });
    expect(await denied('from', '0')).toEqual([]);
    expect(await denied('to', '80-')).toEqual(['t']);
    await expect(vtctld.call('MoveTablesComplete', { workflow: 'w', target_keyspace: 'to' })).rejects.toThrow(
      'not yet switched',
    );

    expect(await vtctld.call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true })).toMatchObject({
      current_state: switched,
    });
    await vtctld.call('MoveTablesComplete', { workflow: 'w', target_keyspace: 'to' });
    expect(cluster.tablet('from/0').tables.size).toBe(0);
    expect(cluster.tablet('to/-80').forgottenVDiffs).toEqual(['w']);
    expect(cluster.tablet('from/0').forgottenVDiffs).toContain('w_reverse');
    expect(await rules()).toEqual({});
    expect(await denied('from', '0')).toEqual([]);
    expect(cluster.tablet('from/0').workflows.size + cluster.tablet('to/-80').workflows.size).toBe(0);
  });

  const setStreams = (state: string, message = '') => {
    for (const stream of cluster.tablet('to/-80').workflows.get('w')?.streams ?? [])
      Object.assign(stream, { state, message });
  };

  test.each([
    ['Copying', '', 'copy is still in progress'],
    ['Error', 'Duplicate entry', 'a stream is in error: Duplicate entry'],
    ['Stopped', '', 'a stream is stopped: start the workflow first'],
    ['Stopped', 'for vdiff', 'a VDiff holds a stream: wait for it, or stop it'],
  ])('nothing goes to a target whose streams are %s, also not by force', async (state, message, why) => {
    setStreams(state, message);
    for (const force of [false, true]) {
      await expect(cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, force })).rejects.toThrow(why);
    }
    expect(new Set(Object.values(await rules()))).toEqual(new Set(['from.t']));
    expect(cluster.tablet('to/-80').states('w')).toEqual([message ? `${state} ${message}` : state]);
  });

  test('nothing goes to a target that lacks rows, though its streams, which were stopped in the middle of their copy and started, say that they run', async () => {
    cluster.tablet('to/80-').copying.push('t');
    await expect(cluster.vtctld().call('WorkflowSwitchTraffic', about)).rejects.toThrow('copy is still in progress');
    expect(await state()).toBe(notSwitched);
  });

  test.each([[['REPLICA', 'RDONLY']], [['REPLICA', 'RDONLY', 'PRIMARY']], [[]]])(
    'reads %j go back where the writes are, whatever became of the streams, and the workflow can be given up',
    async (tablet_types) => {
      const reads = { ...about, tablet_types: ['REPLICA', 'RDONLY'] };
      await cluster.vtctld().call('WorkflowSwitchTraffic', reads);
      setStreams('Error', 'Duplicate entry');
      const back = { ...about, tablet_types, direction: 1 };
      const answer = await cluster.vtctld().call('WorkflowSwitchTraffic', back);
      expect(answer).toMatchObject({ current_state: notSwitched });
      await cluster.vtctld().call('WorkflowDelete', about);
      expect(await rules()).toEqual({});
      // What its owner has said of the table counts for the next move.
      expect(Object.keys((await cluster.topo.keyspaces.vschema('to')).value.tables)).toEqual(['t']);
    },
  );

  test('writes are stopped only when the streams are close behind', async () => {
    const catchUpsMs = [250, 200, 0, 0];
    const whileRefused: boolean[] = [];
    cluster.tablet('to/-80').catchUp = async () => {
      whileRefused.push((await denied('from', '0')).length > 0);
      await delay(catchUpsMs.shift());
    };
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, tablet_types: ['PRIMARY'] });
    // On a busy machine a round more.
    expect(whileRefused.slice(0, 3)).toEqual([false, false, false]);
    expect(whileRefused.map((refused, i) => refused === (i === whileRefused.length - 1))).not.toContain(false);
  });

  describe('while a transaction holds the tables', () => {
    const writes = { ...about, tablet_types: ['PRIMARY'], timeout: { seconds: 4n } };
    const holder = { id: '41', user: 'vt_app', trx: '7', seconds: '12' };

    test('others go on now and then, and writes are switched when it has ended', async () => {
      const source = cluster.tablet('from/0');
      source.holders.push(holder);
      const refusedAtLocks: boolean[] = [];
      source.onLock = () => refusedAtLocks.push(true);
      let grace: number[] = [];
      source.onRefresh = async (graceMs) => {
        grace = [...grace, graceMs];
        // Let go, after the first try.
        if ((await denied('from', '0')).length === 0) source.holders.length = 0;
      };
      expect(await cluster.vtctld().call('WorkflowSwitchTraffic', writes)).toMatchObject({
        current_state: 'Reads Not Switched. Writes Switched',
      });
      expect(grace.slice(0, 3)).toEqual([1_000, 0, 2_000]);
      expect(refusedAtLocks).toHaveLength(2);
    });

    test('others go on, too, where only the wait for a lock tells of it', async () => {
      const source = cluster.tablet('from/0');
      let locks = 0;
      source.onLock = () => {
        locks++;
        const message = 'Lock wait timeout exceeded; try restarting transaction (errno 1205) (sqlstate HY000)';
        if (locks === 1) throw new VtError({ code: 'DEADLINE_EXCEEDED', message });
      };
      expect(await cluster.vtctld().call('WorkflowSwitchTraffic', writes)).toMatchObject({
        current_state: 'Reads Not Switched. Writes Switched',
      });
      expect(locks).toBe(3);
    });

    test('a switch that it outlasts is undone, and tells who it is', async () => {
      cluster.tablet('from/0').holders.push(holder);
      const told = 'from/0: connection 41 (vt_app, in a transaction for 12 s)';
      await expect(cluster.vtctld().call('WorkflowSwitchTraffic', writes)).rejects.toThrow(told);
      expect(await denied('from', '0')).toEqual([]);
      expect(await state()).toBe(notSwitched);
    });
  });

  test('streams of a busy machine, which never come closer, do not keep writes from being switched', async () => {
    let rounds = 0;
    cluster.tablet('to/-80').catchUp = async () => {
      rounds++;
      await delay(300);
    };
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, tablet_types: ['PRIMARY'] });
    expect(rounds).toBeLessThan(20);
  });

  test('a dry run tells the steps and changes nothing', async () => {
    const answer = (await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, dry_run: true })) as {
      dry_run_results: string[];
    };
    expect(answer.dry_run_results.map((line) => line.split(/[:\d]/)[0])).toMatchSnapshot();
    expect(await state()).toBe(notSwitched);
  });

  test.each(crashes)('a vtctld that dies at %s: whoever tries again ends it', async (point: WorkflowCrashPoint) => {
    const dying = cluster.vtctld(point).call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    await expect(dying).rejects.toThrow();
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    expect(await state()).toBe(switched);
    expect(await denied('from', '0')).toEqual(['t']);
    expect(await denied('to', '-80')).toEqual([]);
    expect(cluster.tablet('to/-80').states('w')).toEqual(['Stopped FROZEN']);
    expect(cluster.tablet('from/0').states('w_reverse')).toEqual(['Running', 'Running']);
    expect(cluster.tablet('from/0').journals.size).toBe(1);
  });

  test.each(crashes)('a vtctld that dies at %s: another ends it by itself', async (point: WorkflowCrashPoint) => {
    const writes = { ...about, tablet_types: ['PRIMARY'], enable_reverse_replication: true };
    await expect(cluster.vtctld(point).call('WorkflowSwitchTraffic', writes)).rejects.toThrow();
    const isOver = !beforeJournal.includes(point);
    expect(await cluster.vtctld().endAbandonedSwitches()).toBe(1);
    expect(await cluster.vtctld().endAbandonedSwitches()).toBe(0);
    expect(await denied('from', '0')).toEqual(isOver ? ['t'] : []);
    expect(await denied('to', '-80')).toEqual(isOver ? [] : ['t']);
    expect(cluster.tablet('to/-80').states('w')).toEqual([isOver ? 'Stopped FROZEN' : 'Running']);
    expect(cluster.tablet('from/0').workflows.has('w_reverse')).toBe(isOver);
    expect((await rules())['from.t']).toBe(isOver ? 'to.t' : 'from.t');
  });

  describe('a vtctld that loses its locks without noticing, as while its machine stands still', () => {
    const writes = { ...about, tablet_types: ['PRIMARY'], enable_reverse_replication: true };

    /** Switches by such a vtctld; others do something when its source refuses writes. */
    const switchedMeanwhile = async (others: () => Promise<void>): Promise<unknown> => {
      const { vtctld, loseLocks } = cluster.unnoticing();
      const target = cluster.tablet('to/-80');
      target.catchUp = async () => {
        if ((await denied('from', '0')).length === 0) return;
        target.catchUp = undefined;
        await loseLocks();
        await others();
      };
      return await vtctld.call('WorkflowSwitchTraffic', writes);
    };

    test('writes no journal where another has undone the switch', async () => {
      const ended = switchedMeanwhile(async () => {
        expect(await cluster.vtctld().endAbandonedSwitches()).toBe(1);
        expect(await denied('from', '0')).toEqual([]);
      });
      await expect(ended).rejects.toThrow('lock lost');
      expect(cluster.tablet('from/0').journals.size).toBe(0);
      expect(await denied('from', '0')).toEqual([]);
      expect((await rules())['from.t']).toBe('from.t');
    });

    test('undoes nothing where another has switched', async () => {
      const ended = switchedMeanwhile(async () => {
        await cluster.vtctld().endAbandonedSwitches();
        await cluster.vtctld().call('WorkflowSwitchTraffic', writes);
        throw new VtError({ code: 'DEADLINE_EXCEEDED', message: 'it took too long' });
      });
      await expect(ended).rejects.toThrow('lock lost');
      expect(await denied('from', '0')).toEqual(['t']);
      expect(cluster.tablet('to/-80').states('w')).toEqual(['Stopped FROZEN']);
      expect(cluster.tablet('from/0').states('w_reverse')).toEqual(['Running', 'Running']);
    });
  });

  const back = { ...about, direction: 1, enable_reverse_replication: true };
  const there = { ...about, enable_reverse_replication: true };

  test.each(crashes)('a vtctld that dies at %s of the way back: whoever tries again ends it', async (point) => {
    await cluster.vtctld().call('WorkflowSwitchTraffic', there);
    await expect(cluster.vtctld(point).call('WorkflowSwitchTraffic', back)).rejects.toThrow();
    await cluster.vtctld().endAbandonedSwitches();
    // Nothing is left to do where it was over but for the last word.
    await cluster
      .vtctld()
      .call('WorkflowSwitchTraffic', back)
      .catch(() => {});
    expect(await state()).toBe(notSwitched);
    expect(await denied('from', '0')).toEqual([]);
    expect(await denied('to', '-80')).toEqual(['t']);
    expect(cluster.tablet('to/-80').states('w')).toEqual(['Running']);
    await cluster.vtctld().call('WorkflowSwitchTraffic', there);
    expect(await state()).toBe(switched);
  });

  test('a way back that fails leaves the workflow as it was, and can be gone again', async () => {
    await cluster.vtctld().call('WorkflowSwitchTraffic', there);
    const source = cluster.tablet('from/0');
    const wait = source.onVReplicationWaitForPos;
    source.onVReplicationWaitForPos = () => {
      throw new VtError({ code: 'DEADLINE_EXCEEDED', message: 'the stream did not come' });
    };
    await expect(cluster.vtctld().call('WorkflowSwitchTraffic', back)).rejects.toThrow('the stream did not come');
    expect(await state()).toBe('Reads Not Switched. Writes Switched');
    expect(cluster.tablet('to/-80').states('w')).toEqual(['Stopped FROZEN']);
    expect(source.states('w_reverse')).toEqual(['Running', 'Running']);
    source.onVReplicationWaitForPos = wait;
    await cluster.vtctld().call('WorkflowSwitchTraffic', back);
    expect(await state()).toBe(notSwitched);
    expect(cluster.tablet('to/-80').states('w')).toEqual(['Running']);
  });

  test.each(beforeJournal)('a vtctld that dies at %s: it can be given up', async (point: WorkflowCrashPoint) => {
    const writes = { ...about, tablet_types: ['PRIMARY'], enable_reverse_replication: true };
    await expect(cluster.vtctld(point).call('WorkflowSwitchTraffic', writes)).rejects.toThrow();
    await cluster.vtctld().call('WorkflowDelete', about);
    expect(await rules()).toEqual({});
    expect(await denied('from', '0')).toEqual([]);
    expect(await denied('to', '-80')).toEqual([]);
    expect(cluster.tablet('from/0').workflows.size + cluster.tablet('to/-80').workflows.size).toBe(0);
    expect(cluster.tablet('from/0').tables.size).toBe(1);
    expect(cluster.tablet('to/-80').tables.size).toBe(0);
  });
});

describe('Reshard of one shard into two', () => {
  const about = { keyspace: 'ks', workflow: 'w' };

  beforeEach(async () => {
    cluster = await SmallCluster.open({ ks: ['0', '-80', '80-'] });
    cluster.tablet('ks/0').tables.set('t', ddl);
    await cluster.topo.keyspaces.saveVSchema('ks', {
      sharded: true,
      vindexes: { xxhash: { type: 'xxhash' } },
      tables: { t: { column_vindexes: [{ name: 'xxhash', columns: ['id'] }] } },
    });
    const request = { workflow: 'w', keyspace: 'ks', source_shards: ['0'], target_shards: ['-80', '80-'] };
    await cluster.vtctld().call('ReshardCreate', { ...request, auto_start: true });
  });

  const servingShards = async (type: string): Promise<string[]> => {
    const { partitions } = await cluster.topo.serving.keyspace('zone1', 'ks');
    return (partitions.find((p) => p.served_type === type)?.shard_references ?? []).map(({ name }) => name);
  };

  test('streams have the targets’ key ranges', () => {
    const rule = cluster.tablet('ks/80-').workflows.get('w')?.streams[0]?.bls?.filter?.rules?.[0];
    expect(rule).toMatchObject({ match: '/.*', filter: '80-' });
  });

  test('switches, goes back, and is completed', async () => {
    const vtctld = cluster.vtctld();
    await vtctld.call('WorkflowSwitchTraffic', { ...about, tablet_types: ['REPLICA', 'RDONLY'] });
    expect(await servingShards('REPLICA')).toEqual(['-80', '80-']);
    expect(await servingShards('PRIMARY')).toEqual(['0']);
    await vtctld.call('WorkflowSwitchTraffic', {
      ...about,
      tablet_types: ['PRIMARY'],
      enable_reverse_replication: true,
    });
    expect(await servingShards('PRIMARY')).toEqual(['-80', '80-']);
    expect((await cluster.topo.shards.get('ks', '0')).value.is_primary_serving).toBe(false);
    await vtctld.call('WorkflowSwitchTraffic', { ...about, direction: 1 });
    expect(await servingShards('PRIMARY')).toEqual(['0']);
    expect(await servingShards('RDONLY')).toEqual(['0']);
  });

  test('reads are switched in the cells of an alias; what is no cell is refused', async () => {
    await cluster.topo.cells.createAlias('region', ['zone1']);
    const reads = { ...about, tablet_types: ['REPLICA', 'RDONLY'] };
    const nowhere = cluster.vtctld().call('WorkflowSwitchTraffic', { ...reads, cells: ['nowhere'] });
    await expect(nowhere).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await servingShards('REPLICA')).toEqual(['0']);
    await cluster.vtctld().call('WorkflowSwitchTraffic', { ...reads, cells: ['region'] });
    expect(await servingShards('REPLICA')).toEqual(['-80', '80-']);
  });

  test('a journal of earlier streams with the same numbers does not stand for the next switch', async () => {
    const vtctld = cluster.vtctld();
    await vtctld.call('WorkflowSwitchTraffic', { ...about, enable_reverse_replication: true });
    const next = migrationId(
      'ks',
      ['-80', '80-'].map((shard) => ({ shard, id: 2 })),
    );
    cluster.tablet('ks/0').journals.set(next, 'id: 1');
    await vtctld.call('WorkflowSwitchTraffic', { ...about, direction: 1, enable_reverse_replication: true });
    expect(
      cluster
        .tablet('ks/-80')
        .workflows.get('w')
        ?.streams.map(({ id }) => id),
    ).toEqual([2]);
    expect(cluster.tablet('ks/0').journals.has(next)).toBe(false);
  });

  test.each(crashes)('a vtctld that dies at %s: whoever tries again ends it', async (point: WorkflowCrashPoint) => {
    const all = { ...about, enable_reverse_replication: true };
    await expect(cluster.vtctld(point).call('WorkflowSwitchTraffic', all)).rejects.toThrow();
    const after = (await cluster.vtctld().call('WorkflowSwitchTraffic', all)) as { current_state: string };
    expect(after.current_state).toBe(switched);
    expect(await servingShards('PRIMARY')).toEqual(['-80', '80-']);
    expect(cluster.tablet('ks/0').states('w_reverse')).toEqual(['Running', 'Running']);
    await cluster.vtctld().call('MoveTablesComplete', { workflow: 'w', target_keyspace: 'ks' });
    expect(cluster.tablet('ks/-80').workflows.size).toBe(0);
  });
});
