import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TopoChange, TopoConn } from '../conn/conn.ts';
import { KvConn } from '../conn/kv-conn.ts';
import { isTopoError, type TopoErrorKind } from '../errors.ts';
import type { Kv } from '../kv/kv.ts';

/** A topology server under test. */
export type ContractServer = {
  /** A new connection of its own. */
  kv(): Kv;
  /** Dies without warning and comes back with what it had acknowledged. */
  crash(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
  /** Forgets all history up to now, where the server can be told to. */
  compact?(): Promise<void>;
  /** A crash leaves members to which a watch may stay connected. */
  readonly watchesSurvive?: boolean;
};

const FAULT_TEST_MS = 120_000;

/** What every topology server, behind every implementation, must do. */
export function topoContract(name: string, start: () => Promise<ContractServer>): void {
  describe(`topology contract: ${name}`, () => {
    let server: ContractServer;
    const open: TopoConn[] = [];
    let roots = 0;

    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await Promise.all(open.splice(0).map((conn) => conn.close()));
      await server?.stop();
    });

    /** Connections to one root that no other test uses. */
    function connections(count: number, leaseTtlSeconds = 30): TopoConn[] {
      const root = `/contract/${roots++}`;
      const made = Array.from({ length: count }, () => new KvConn(server.kv(), root, { leaseTtlSeconds }));
      open.push(...made);
      return made;
    }
    const connection = (): TopoConn => connections(1)[0] as TopoConn;

    test('a record has versions, and a write that missed one loses', async () => {
      const conn = connection();
      await fails(conn.get('a/b'), 'NoNode');
      const first = await conn.create('a/b', bytes('one'));
      await fails(conn.create('a/b', bytes('two')), 'NodeExists');
      expect(await conn.get('a/b')).toEqual({ contents: bytes('one'), version: first });
      const second = await conn.update('a/b', bytes('two'), first);
      expect(second > first).toBe(true);
      await fails(conn.update('a/b', bytes('three'), first), 'BadVersion');
      await fails(conn.update('a/none', bytes('three'), first), 'NoNode');
      const third = await conn.update('a/b', bytes('three'), undefined);
      expect(await conn.get('a/b')).toEqual({ contents: bytes('three'), version: third });
      await fails(conn.delete('a/b', second), 'BadVersion');
      await conn.delete('a/b', third);
      await fails(conn.delete('a/b', undefined), 'NoNode');
      await fails(conn.delete('a/b', third), 'NoNode');
    });

    test('contents are bytes, and may be none', async () => {
      const conn = connection();
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      await conn.create('all', all);
      await conn.create('none', Buffer.alloc(0));
      expect((await conn.get('all')).contents).toEqual(all);
      expect((await conn.get('none')).contents).toEqual(Buffer.alloc(0));
    });

    test('directories are there while something is in them', async () => {
      const conn = connection();
      await fails(conn.listDir(''), 'NoNode');
      await fails(conn.list('k'), 'NoNode');
      for (const path of ['k/b/2', 'k/b/1', 'k/a', 'k2/z', 'file']) await conn.create(path, bytes(path));
      const entry = (entryName: string, kind: string) => ({ name: entryName, kind, ephemeral: false });
      expect(await conn.listDir('')).toEqual([
        entry('file', 'file'),
        entry('k', 'directory'),
        entry('k2', 'directory'),
      ]);
      expect(await conn.listDir('k')).toEqual([entry('a', 'file'), entry('b', 'directory')]);
      expect((await conn.list('k/')).map(({ path }) => path)).toEqual(['k/a', 'k/b/1', 'k/b/2']);
      expect((await conn.list('k')).map(({ path, contents }) => `${path} ${contents}`)).toContain('k2/z k2/z');
      await conn.delete('k2/z', undefined);
      await fails(conn.listDir('k2'), 'NoNode');
    });

    test('a transaction happens whole or not at all', async () => {
      const conn = connection();
      const version = await conn.create('x', bytes('1'));
      const written = await conn.txn([
        { kind: 'update', path: 'x', contents: bytes('2'), version },
        { kind: 'create', path: 'y', contents: bytes('new') },
        { kind: 'upsert', path: 'z', contents: bytes('any') },
      ]);
      expect((await conn.get('y')).version).toBe(written);
      const create = { kind: 'create', path: 'w', contents: bytes('no') } as const;
      await fails(conn.txn([create, { kind: 'update', path: 'x', contents: bytes('3'), version }]), 'BadVersion');
      await fails(conn.txn([create, { kind: 'create', path: 'y', contents: bytes('3') }]), 'NodeExists');
      await fails(conn.txn([create, { kind: 'delete', path: 'nothing' }]), 'NoNode');
      await fails(conn.txn([create, create]), 'Invalid');
      await fails(conn.get('w'), 'NoNode');
      await conn.txn([
        { kind: 'delete', path: 'x' },
        { kind: 'delete', path: 'y', version: written },
      ]);
      expect((await conn.listDir('')).map((entry) => entry.name)).toEqual(['z']);
    });

    test('of concurrent updates none is lost', async () => {
      const conns = connections(2);
      await conns[0]?.create('count', bytes('0'));
      const add = async (conn: TopoConn): Promise<void> => {
        for (;;) {
          const { contents, version } = await conn.get('count');
          try {
            await conn.update('count', bytes(String(Number(contents) + 1)), version);
            return;
          } catch (err) {
            if (!isTopoError(err, 'BadVersion')) throw err;
          }
        }
      };
      await Promise.all(Array.from({ length: 12 }, (_, i) => add(conns[i % 2] as TopoConn)));
      expect(String((await conns[0]?.get('count'))?.contents)).toBe('12');
    });

    test('a watch tells the present state and then each newer one', async () => {
      const conn = connection();
      const stop = new AbortController();
      const states = conn.watch('w', { signal: stop.signal })[Symbol.asyncIterator]();
      expect((await states.next()).value).toMatchObject({ path: 'w', contents: undefined });
      const created = await conn.create('w', bytes('1'));
      expect((await states.next()).value).toEqual({ path: 'w', contents: bytes('1'), version: created });
      for (let i = 2; i <= 20; i++) await conn.update('w', bytes(String(i)), undefined);
      let last: TopoChange | undefined;
      for (let tellings = 0; String(last?.contents) !== '20'; tellings++) {
        expect(tellings).toBeLessThan(19);
        last = (await states.next()).value as TopoChange;
      }
      await conn.delete('w', undefined);
      expect((await states.next()).value).toMatchObject({ contents: undefined });
      stop.abort();
      expect((await states.next()).done).toBe(true);
    });

    test('a recursive watch tells what is there and what changes', async () => {
      const conn = connection();
      await conn.create('t/1/Tablet', bytes('one'));
      await conn.create('tx/not-below', bytes('no'));
      const stop = new AbortController();
      const batches = conn.watchRecursive('t', { signal: stop.signal })[Symbol.asyncIterator]();
      const first = (await batches.next()).value as readonly TopoChange[];
      expect(first.map(({ path, contents }) => `${path}=${contents}`)).toEqual(['t/1/Tablet=one']);
      await conn.create('t/2/Tablet', bytes('two'));
      await conn.delete('t/1/Tablet', undefined);
      await conn.update('tx/not-below', bytes('still no'), undefined);
      const seen = new Map<string, string>();
      while (seen.size < 2) {
        for (const { path, contents } of (await batches.next()).value as readonly TopoChange[]) {
          seen.set(path, String(contents));
        }
      }
      expect(seen).toEqual(
        new Map([
          ['t/2/Tablet', 'two'],
          ['t/1/Tablet', 'undefined'],
        ]),
      );
      stop.abort();
      expect((await batches.next()).done).toBe(true);
    });

    test('locks are given in the order of asking', async () => {
      const [a, b] = connections(2) as [TopoConn, TopoConn];
      await fails(a.lock('no/such/dir'), 'NoNode');
      await a.create('d/record', bytes(''));
      const first = await a.lock('d', { action: 'first' });
      const queue = await a.listDir('d/locks');
      expect(queue.map(({ ephemeral }) => ephemeral)).toEqual([true]);
      const body = JSON.parse(String((await a.get(`d/locks/${queue[0]?.name}`)).contents));
      expect(Object.keys(body)).toEqual(['Action', 'HostName', 'UserName', 'Time', 'Options', 'Status']);
      expect(body).toMatchObject({ Action: 'first', Status: 'Running' });

      await fails(b.tryLock('d'), 'LockHeld');
      await fails(b.lock('d', { timeoutMs: 300 }), 'Timeout');
      await fails(b.lock('d', { signal: AbortSignal.timeout(200) }), 'Interrupted');
      const order: string[] = [];
      const second = b.lock('d').then((lock) => {
        order.push('second');
        return lock;
      });
      await first.check();
      order.push('first gives up');
      await first.unlock();
      const lock = await second;
      expect(order).toEqual(['first gives up', 'second']);
      await fails(first.check(), 'LockLost');
      expect(lock.lost.aborted).toBe(false);
      await lock.unlock();
      await lock.unlock();
      await (await b.tryLock('d')).unlock();
      await fails(a.listDir('d/locks'), 'NoNode');
    });

    test('a named lock needs no directory', async () => {
      const [a, b] = connections(2) as [TopoConn, TopoConn];
      const lock = await a.lockName('vtorc');
      await fails(b.lockName('vtorc', { timeoutMs: 200 }), 'Timeout');
      await lock.unlock();
      await (await b.lockName('vtorc')).unlock();
    });

    test('a lock whose holder died is free after its lease', async () => {
      const conn = connection();
      await conn.create('d/record', bytes(''));
      const kv = server.kv();
      const call = { subject: 'dying', timeoutMs: 10_000 };
      const lease = await kv.grant(2, call);
      const key = `/contract/${roots - 1}/d/locks/${lease}`;
      await kv.txn([], [{ kind: 'put', key, value: bytes('{}'), lease }], call);
      await fails(conn.tryLock('d'), 'LockHeld');
      const lock = await conn.lock('d');
      await lock.unlock();
      kv.close();
    });

    test('a holder learns that its lock is gone', async () => {
      const [conn] = connections(1, 2) as [TopoConn];
      await conn.create('d/record', bytes(''));
      const lock = await conn.lock('d');
      const kv = server.kv();
      const [queued] = await conn.listDir('d/locks');
      await kv.revoke(BigInt(queued?.name ?? 0), { subject: 'thief', timeoutMs: 10_000 });
      await fails(lock.check(), 'LockLost');
      if (!lock.lost.aborted) await new Promise((resolve) => lock.lost.addEventListener('abort', resolve));
      expect(lock.lost.reason).toMatchObject({ kind: 'LockLost' });
      kv.close();
    });

    test('the one next in line becomes leader', async () => {
      const [a, b] = connections(2) as [TopoConn, TopoConn];
      const [one, two] = [a.elect('boss', 'one'), b.elect('boss', 'two')];
      expect(await two.currentLeader()).toBeUndefined();
      const oneLeads = await one.waitForLeadership();
      expect(await two.currentLeader()).toBe('one');
      const twoWaits = two.waitForLeadership();
      expect(oneLeads.aborted).toBe(false);
      await one.stop();
      expect(oneLeads.aborted).toBe(true);
      const twoLeads = await twoWaits;
      expect(await one.currentLeader()).toBe('two');
      expect(twoLeads.aborted).toBe(false);
      await fails(one.waitForLeadership(), 'Interrupted');
      await two.stop();
    });

    test(
      'a crash under writes, a watch and a lock: nothing acknowledged is lost, and all go on',
      async () => {
        const [writer, reader] = connections(2) as [TopoConn, TopoConn];
        await writer.create('d/record', bytes(''));
        const lock = await writer.lock('d');
        const stop = new AbortController();
        const seen = new Map<string, string>();
        const states: boolean[] = [];
        const watching = (async () => {
          const options = { signal: stop.signal, onState: (s: { connected: boolean }) => states.push(s.connected) };
          for await (const batch of reader.watchRecursive('n', options)) {
            for (const { path, contents } of batch) seen.set(path, String(contents));
          }
        })();
        const acknowledged = new Map<string, string>();
        let writing = true;
        const write = async (worker: number): Promise<void> => {
          for (let i = 0; writing; i++) {
            const path = `n/${worker}`;
            try {
              await writer.update(path, bytes(String(i)), undefined, { timeoutMs: 1000 });
              acknowledged.set(path, String(i));
            } catch (err) {
              if (!isTopoError(err, 'Unavailable', 'Timeout')) throw err;
            }
            await pause(5);
          }
        };
        const writers = [write(0), write(1), write(2)];
        await until(() => acknowledged.size === 3);
        // Once when it had read, once when it was open: one that the server opens after its return has lost nothing.
        await until(() => states.length >= 2);
        await server.crash();
        await pause(300);
        const before = new Map(acknowledged);
        await server.revive();
        // A read waits for the server to be back.
        for (const [path, value] of before) {
          expect(Number((await reader.get(path)).contents)).toBeGreaterThanOrEqual(Number(value));
        }
        await until(() => [...acknowledged].every(([path, value]) => Number(value) > Number(before.get(path))));
        writing = false;
        await Promise.all(writers);
        await lock.check();
        expect(lock.lost.aborted).toBe(false);
        await fails(reader.tryLock('d'), 'LockHeld');
        for (const path of acknowledged.keys()) {
          const now = String((await reader.get(path)).contents);
          await until(() => seen.get(path) === now);
        }
        if (!server.watchesSurvive) expect(states).toContain(false);
        expect(states.at(-1)).toBe(true);
        await lock.unlock();
        stop.abort();
        await watching;
      },
      FAULT_TEST_MS,
    );

    test(
      'away for longer than leases last: the holder knows, another gets the lock, and a watch goes on',
      async () => {
        const [holder, other] = connections(2, 1) as [TopoConn, TopoConn];
        await holder.create('d/record', bytes('old'));
        const leader = holder.elect('boss', 'one');
        const leads = await leader.waitForLeadership();
        const lock = await holder.lock('d');
        const stop = new AbortController();
        const states = other.watch('d/record', { signal: stop.signal })[Symbol.asyncIterator]();
        expect((await states.next()).value).toMatchObject({ contents: bytes('old') });
        await server.crash();
        await Promise.all([lock.lost, leads].map(aborted));
        await server.revive();
        await fails(lock.check(), 'LockLost');
        await (await other.lock('d')).unlock();
        await lock.unlock();
        const changed = await other.update('d/record', bytes('new'), undefined);
        await server.compact?.();
        expect((await states.next()).value).toMatchObject({ contents: bytes('new'), version: changed });
        await leader.stop();
        const again = holder.elect('boss', 'two');
        expect((await again.waitForLeadership()).aborted).toBe(false);
        await again.stop();
        stop.abort();
        expect((await states.next()).done).toBe(true);
      },
      FAULT_TEST_MS,
    );

    test(
      'while the server is away a call ends in time with a reason, and one that waits succeeds when it is back',
      async () => {
        const conn = connection();
        await conn.create('r', bytes('kept'));
        await server.crash();
        const startMs = performance.now();
        await fails(conn.get('r', { timeoutMs: 400 }), 'Unavailable', 'Timeout');
        await fails(conn.get('r', { signal: AbortSignal.timeout(100) }), 'Interrupted');
        expect(performance.now() - startMs).toBeLessThan(30_000);
        const waiting = conn.get('r', { timeoutMs: 60_000 });
        await server.revive();
        expect((await waiting).contents).toEqual(bytes('kept'));
        await conn.update('r', bytes('changed'), undefined);
      },
      FAULT_TEST_MS,
    );

    test('a closed connection ends its watches, gives its locks up and refuses calls', async () => {
      const [a, b] = connections(2) as [TopoConn, TopoConn];
      await a.create('d/record', bytes(''));
      await a.lock('d');
      const states = a.watch('d/record', { signal: new AbortController().signal })[Symbol.asyncIterator]();
      await states.next();
      const ending = states.next();
      await a.close();
      expect((await ending).done).toBe(true);
      await (await b.lock('d', { timeoutMs: 10_000 })).unlock();
    });
  });
}

function bytes(text: string): Buffer {
  return Buffer.from(text);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function fails(promise: Promise<unknown>, ...kinds: readonly TopoErrorKind[]): Promise<void> {
  const outcome = await promise.then(
    (value) => ({ succeeded: value }),
    (err: unknown) => err,
  );
  expect(kinds.includes((outcome as { kind: TopoErrorKind }).kind), `${String(outcome)} is not ${kinds}`).toBe(true);
}

/** Bounded by the test's own timeout. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}
