import { create } from '@vt/proto';
import { type CallContext, silentLogger } from '@vt/servenv';
import type { Shard, Tablet } from '@vt/topo';
import { expect, test, vi } from 'vitest';
import type { ManagerParts } from '../manager/manager-parts.ts';
import { TabletManager } from '../manager/tablet-manager.ts';
import { changeType } from './change-type.ts';
import { populateReparentJournal } from './populate-reparent-journal.ts';
import { replicaWasRestarted } from './replica-was-restarted.ts';
import { setReplicationSource } from './set-replication-source.ts';
import { startReplication } from './start-replication.ts';

const [own, other] = [100, 101].map((uid) => ({ cell: 'zone1', uid }));
const term = (seconds: bigint) => ({ seconds, nanoseconds: 0 });

/** A tablet whose mysqld says yes to everything, and whose query service tells what it was told. */
function tablet(type: 'DRAINED' | 'PRIMARY' | 'REPLICA', isManaged = false, hasSource = true) {
  const serving: string[] = [];
  /** What only a primary does. */
  const running = new Set<string>();
  const engine = (name: string) => ({
    open: () => void running.add(name),
    close: () => Promise.resolve(void running.delete(name)),
  });
  const onlineDdl = engine('onlineDdl');
  const topoShards = { get: vi.fn<() => Promise<unknown>>(), updateFields: vi.fn<() => Promise<unknown>>() };
  const waits: { served: Promise<unknown> } = { served: Promise.resolve() };
  const statements: string[] = [];
  const connection = {
    isClosed: false,
    close: () => {},
    query: (sql: string) => {
      statements.push(sql);
      return Promise.resolve(hasSource || sql !== 'SHOW REPLICA STATUS' ? [{ id: '1' }] : []);
    },
  };
  const shard = create('topodata.Shard', { is_primary_serving: true }) as Shard;
  topoShards.get.mockRejectedValue(new Error('away'));
  topoShards.updateFields.mockResolvedValue({ value: shard, version: 0n });
  const parts = {
    identity: { alias: own, keyspace: 'ks', shard: '0', dbName: 'vt_ks' },
    topo: {
      shards: topoShards,
      tablets: { createOrReplace: () => Promise.resolve(), get: () => Promise.resolve({ value: { mysql_port: 0 } }) },
    },
    opened: {
      isManaged,
      server: {
        version: { flavor: 'mysql', major: 8, minor: 4, patch: 0 },
        connect: () => Promise.resolve(connection),
      },
    },
    queryService: {
      denial: { set: () => {} },
      setServing: (as: string, _term: bigint, state: string) => {
        serving.push(`${as} ${state}`);
        return waits.served;
      },
    },
    vreplication: engine('vreplication'),
    onlineDdl,
    tableGc: engine('tableGc'),
    messager: engine('messager'),
    baseType: 'REPLICA',
    log: silentLogger,
  } as unknown as ManagerParts;
  const record = create('topodata.Tablet', {
    alias: own,
    type,
    primary_term_start_time: type === 'PRIMARY' ? term(1n) : null,
  }) as Tablet;
  const manager = new TabletManager(parts, record, shard);
  return { manager, serving, statements, running, onlineDdl, topoShards, waits };
}

function later<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const calledBy = (signal: AbortSignal): CallContext => ({ signal }) as CallContext;
const patient = calledBy(new AbortController().signal);

/** What is asked of a tablet while it is being promoted, and comes to its turn when it is primary. */
async function whilePromoted(manager: TabletManager, ask: () => Promise<unknown>): Promise<unknown> {
  const promoted = manager.lock.run(() => manager.becomePrimary('test'));
  const outcome = ask().catch((error: Error) => error.message);
  await promoted;
  return await outcome;
}

test('who has become primary while ChangeType waited stays primary', async () => {
  const { manager } = tablet('REPLICA');
  const request = create('tabletmanagerdata.ChangeTypeRequest', { tablet_type: 'RDONLY' });
  const outcome = await whilePromoted(manager, () => changeType(manager, request, patient));
  expect(outcome).toBe('a primary changes its type by a reparent, not by ChangeType');
  expect(manager.type).toBe('PRIMARY');
});

test('who was replaced before it is promoted again does not step down after it', async () => {
  const { manager } = tablet('PRIMARY');
  const replaced = create('topodata.Shard', { primary_alias: other, primary_term_start_time: term(2n) }) as Shard;
  await whilePromoted(manager, () => manager.shardChanged(replaced, 5n));
  expect(manager.type).toBe('PRIMARY');
});

test('who has stepped down while ReplicaWasRestarted waited keeps the type that it has', async () => {
  const { manager } = tablet('PRIMARY');
  const away = manager.lock.run(() => manager.changeType('DRAINED', 'test'));
  const request = create('tabletmanagerdata.ReplicaWasRestartedRequest', { parent: other });
  await Promise.all([away, replicaWasRestarted(manager, request, patient)]);
  expect(manager.type).toBe('DRAINED');
});

test('what its caller has given up is not begun', async () => {
  const { manager } = tablet('REPLICA', true);
  const caller = new AbortController();
  const request = create('tabletmanagerdata.SetReplicationSourceRequest', { parent: other });
  const outcome = await whilePromoted(manager, () => {
    const asked = setReplicationSource(manager, request, calledBy(caller.signal));
    caller.abort(new Error('the lock was lost'));
    return asked;
  });
  expect(outcome).toBe('the lock was lost');
  expect(manager.type).toBe('PRIMARY');
});

test('a replica that is made read-only goes on serving, and is not made writable by an undoing', async () => {
  const { manager, serving, statements } = tablet('REPLICA', true);
  await manager.demote();
  expect(serving.at(-1)).toBe('REPLICA SERVING');
  expect(statements).toContain('SET GLOBAL super_read_only = ON');
  await expect(manager.undoDemote(true)).rejects.toThrow('UndoDemotePrimary: this tablet is REPLICA');
  expect(statements.filter((sql) => sql.includes('OFF'))).toEqual([]);
});

test('who was replaced before the journal of its promotion is written writes none', async () => {
  const { manager, statements } = tablet('PRIMARY', true);
  const journal = create('tabletmanagerdata.PopulateReparentJournalRequest', {
    time_created_ns: 5n,
    primary_alias: own,
  });
  await manager.demote();
  const before = statements.length;
  await expect(populateReparentJournal(manager, journal, patient)).rejects.toThrow('this tablet is a demoted PRIMARY');
  expect(statements.slice(before)).toEqual([]);
});

test('a primary that is told to replicate goes on asking for acknowledgements', async () => {
  const { manager, statements } = tablet('PRIMARY', true);
  await startReplication(manager, create('tabletmanagerdata.StartReplicationRequest', {}), patient);
  expect(statements.filter((sql) => sql.includes('semi_sync'))).toEqual([]);
});

test('what was restored to a point does not follow the primary when its mysqld starts again; others that are DRAINED do', async () => {
  const ofOther = create('topodata.Shard', { primary_alias: other, primary_term_start_time: term(2n) }) as Shard;
  const atPoint = tablet('DRAINED', true, false).manager;
  await atPoint.shardChanged(ofOther, 5n);
  await atPoint.repairMysqld();
  const drained = tablet('DRAINED', true).manager;
  await drained.shardChanged(ofOther, 5n);
  await expect(drained.repairMysqld()).rejects.toThrow('has no mysqld');
});

test('what was restored to a point stays there through a reparent, and follows whom it alone is told to', async () => {
  const { manager } = tablet('DRAINED', true, false);
  const follow = { parent: other, force_start_replication: true };
  const ask = (more: object) =>
    setReplicationSource(
      manager,
      create('tabletmanagerdata.SetReplicationSourceRequest', { ...follow, ...more }),
      patient,
    );
  await ask({ time_created_ns: 5n });
  await expect(ask({})).rejects.toThrow('has no mysqld');
});

test('a primary that is demoted while a RefreshState of before waits begins nothing any more', async () => {
  const { manager, running, waits } = tablet('PRIMARY', true);
  await manager.applyServing('start');
  expect(running.size).toBe(4);
  const served = later<undefined>();
  waits.served = served.promise;
  const refreshed = manager.applyServing('RefreshState');
  const demoted = manager.lock.run(() => manager.demote());
  served.resolve(undefined);
  await Promise.all([refreshed, demoted]);
  expect([...running]).toEqual([]);
});

test('a demotion that a migration holds up ends with its caller: others may fence this mysqld then', async () => {
  const { manager, running, onlineDdl } = tablet('PRIMARY', true);
  await manager.applyServing('start');
  const ended = later<undefined>();
  onlineDdl.close = () => ended.promise;
  const caller = new AbortController();
  const demoted = manager.lock.run(() => manager.demote(caller.signal));
  const turn = manager.lock.run(async () => 'turn');
  caller.abort(new Error('the caller is gone'));
  await expect(demoted).rejects.toThrow('the caller is gone');
  await expect(turn).resolves.toBe('turn');
  ended.resolve(undefined);
  await ended.promise;
  expect([manager.isDemoted, [...running].sort()]).toEqual([
    false,
    ['messager', 'onlineDdl', 'tableGc', 'vreplication'],
  ]);
});

test('what the record says of serving is acted on, also where another has read it before', async () => {
  const { manager, serving, topoShards } = tablet('PRIMARY');
  const off = create('topodata.Shard', { primary_alias: own, primary_term_start_time: term(1n) }) as Shard;
  topoShards.updateFields.mockResolvedValue({ value: off, version: 5n });
  await manager.syncShard();
  await manager.shardChanged(off, 5n);
  expect(serving).toEqual(['PRIMARY NOT_SERVING']);
});

test('a record that was read before a newer one came is not taken for it', async () => {
  const { manager, topoShards } = tablet('REPLICA', true);
  const [older, newer] = [false, true].map((is_primary_serving) => create('topodata.Shard', { is_primary_serving }));
  const read = later<unknown>();
  topoShards.get.mockReturnValue(read.promise);
  const repaired = manager.repairMysqld();
  await manager.shardChanged(newer as Shard, 6n);
  read.resolve({ value: older, version: 5n });
  await repaired;
  expect(manager.shard).toBe(newer);
});
