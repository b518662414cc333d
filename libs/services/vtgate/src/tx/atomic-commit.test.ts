import { VtError } from '@vt/base';
import { describe, expect, test } from 'vitest';
import type { TabletGateway, TabletTarget } from '../gateway/tablet-gateway.ts';
import type { CommitTurn } from '../session/commit-turns.ts';
import { Session } from '../session/session.ts';
import { AtomicCommit } from './atomic-commit.ts';
import { gateCrashPoints } from './crash-point.ts';
import { Resolver } from './resolver.ts';
import { Transactions } from './transactions.ts';
import { type Decision, type TwoPcPort } from './two-pc-port.ts';

const never = new AbortController().signal;
const targets = ['-40', '40-80', '80-'].map(
  (shard): TabletTarget => ({ keyspace: 'ks', shard, tabletType: 'PRIMARY' }),
);

type Shard = {
  open: Set<bigint>;
  prepared: Map<string, bigint>;
  decisions: Map<string, { state: Decision['state']; participants: readonly TabletTarget[] }>;
  committed: boolean;
};

/** Shards that do what tablets promise, in memory. */
class Shards implements TwoPcPort {
  readonly byName = new Map<string, Shard>();
  readonly #presumes: boolean;
  /** Fails the next call of a method on a shard. */
  readonly failures = new Map<string, { readonly error: VtError; readonly after: boolean }>();

  constructor(presumes: boolean) {
    this.#presumes = presumes;
    for (const [i, { shard }] of targets.entries())
      this.byName.set(shard, {
        open: new Set([BigInt(i + 1)]),
        prepared: new Map(),
        decisions: new Map(),
        committed: false,
      });
  }

  of({ shard }: TabletTarget): Shard {
    return this.byName.get(shard) as Shard;
  }

  async #call<T>(method: string, target: TabletTarget, work: (shard: Shard) => T): Promise<T> {
    const failure = this.failures.get(`${method} ${target.shard}`);
    this.failures.delete(`${method} ${target.shard}`);
    await Promise.resolve();
    if (failure && !failure.after) throw failure.error;
    const result = work(this.of(target));
    if (failure) throw failure.error;
    return result;
  }

  presumesAbort(): boolean {
    return this.#presumes;
  }

  decideCommit(
    target: TabletTarget,
    _alias: string | undefined,
    id: bigint,
    dtid: string,
    participants: readonly TabletTarget[],
  ) {
    return this.#call('start', target, (shard) => {
      const isOpen = shard.open.delete(id);
      if (shard.decisions.has(dtid) || !isOpen) throw new VtError({ code: 'ABORTED', message: 'no' });
      shard.decisions.set(dtid, { state: 'COMMIT', participants });
      shard.committed = true;
      return 0n;
    });
  }

  decideRollback(target: TabletTarget, dtid: string) {
    return this.#call('setRollback', target, ({ open, decisions }) => {
      open.delete(BigInt(dtid.split(':')[2] ?? 0));
      if (decisions.get(dtid)?.state === 'COMMIT') throw new VtError({ code: 'ABORTED', message: 'decided' });
      decisions.set(dtid, { state: 'ROLLBACK', participants: [] });
    });
  }

  createTransaction(target: TabletTarget, dtid: string, participants: readonly TabletTarget[]) {
    return this.#call(
      'create',
      target,
      ({ decisions }) => void decisions.set(dtid, { state: 'PREPARE', participants }),
    );
  }

  prepare(target: TabletTarget, _alias: string | undefined, id: bigint, dtid: string) {
    return this.#call('prepare', target, ({ open, prepared }) => {
      if (!open.delete(id)) throw new VtError({ code: 'ABORTED', message: `transaction ${id}: not found` });
      prepared.set(dtid, id);
    });
  }

  startCommit(target: TabletTarget, _alias: string | undefined, id: bigint, dtid: string) {
    return this.#call('start', target, (shard) => {
      const decision = shard.decisions.get(dtid);
      const isOpen = shard.open.delete(id);
      if (decision?.state !== 'PREPARE' || !isOpen) throw new VtError({ code: 'ABORTED', message: 'no' });
      decision.state = 'COMMIT';
      shard.committed = true;
    });
  }

  setRollback(target: TabletTarget, dtid: string) {
    return this.#call('setRollback', target, ({ decisions }) => {
      const decision = decisions.get(dtid);
      if (decision?.state !== 'PREPARE') throw new VtError({ code: 'ABORTED', message: 'decided' });
      decision.state = 'ROLLBACK';
    });
  }

  commitPrepared(target: TabletTarget, dtid: string) {
    return this.#call('commit', target, (shard) => {
      if (shard.prepared.delete(dtid)) shard.committed = true;
    });
  }

  rollbackPrepared(target: TabletTarget, dtid: string, id: bigint) {
    return this.#call('rollback', target, ({ open, prepared }) => {
      prepared.delete(dtid);
      open.delete(id);
    });
  }

  rollback(target: TabletTarget, _alias: string | undefined, id: bigint) {
    return this.#call('plain rollback', target, ({ open }) => void open.delete(id));
  }

  conclude(target: TabletTarget, dtid: string) {
    return this.#call('conclude', target, ({ decisions }) => void decisions.delete(dtid));
  }

  read(target: TabletTarget, dtid: string) {
    return this.#call('read', target, ({ decisions }): Decision | undefined => {
      const found = decisions.get(dtid);
      return found && { dtid, createdNs: 0n, ...found };
    });
  }

  unresolved(target: TabletTarget) {
    return this.#call('unresolved', target, ({ decisions, prepared }): Decision[] => [
      ...[...decisions].map(([dtid, decision]) => ({ dtid, createdNs: 0n, ...decision })),
      ...[...prepared.keys()].map((dtid) => ({ dtid, createdNs: 0n, state: 'UNKNOWN' as const, participants: [] })),
    ]);
  }

  /** Transactions that nobody prepared end with their gate's connection. */
  loseGate(): void {
    for (const shard of this.byName.values()) shard.open.clear();
  }

  get committed(): boolean[] {
    return [...this.byName.values()].map(({ committed }) => committed);
  }

  get leftovers(): number {
    return [...this.byName.values()].reduce(
      (sum, { open, prepared, decisions }) => sum + open.size + prepared.size + decisions.size,
      0,
    );
  }
}

function session(): Session {
  const target = { keyspace: 'ks', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;
  const made = new Session(1, 'uuid', { user: 'u', groups: [], remote: '' }, target, 'TWOPC');
  made.shardSessions = targets.map((one, i) => ({
    target: one,
    state: { transactionId: BigInt(i + 1), reservedId: 0n, alias: 'z-1' },
    wrote: true,
  }));
  return made;
}

async function resolveAll(port: TwoPcPort): Promise<void> {
  const resolver = new Resolver({ port, onResolved: () => {}, onProblem: () => {} }, never);
  for (let round = 0; round < 2; round++) for (const target of targets) await resolver.resolve(target);
}

const unavailable = new VtError({ code: 'UNAVAILABLE', message: 'gone' });

const protocols = [
  {
    name: 'abort presumed',
    presumes: true,
    points: gateCrashPoints.slice(gateCrashPoints.indexOf('gate.before-prepare')),
  },
  { name: 'by the compatible calls', presumes: false, points: gateCrashPoints },
];

test('a transaction that may only read is not committed atomically: what it tried to write on several shards was refused', async () => {
  const one = session();
  one.inTransaction = true;
  one.begin = { ...one.begin, accessMode: 'READ_ONLY' };
  const committed: string[] = [];
  const commit: TabletGateway['commit'] = async ({ shard }, state) => {
    committed.push(shard);
    return { ...state, transactionId: 0n };
  };
  await new Transactions({ commit } as Partial<TabletGateway> as TabletGateway).commit(one, never);
  expect(committed).toEqual(['-40', '40-80', '80-']);
  expect(one.inTransaction).toBe(false);
});

describe('a transaction of mode MULTI whose rows have their entries in lookups on each other’s shards', () => {
  /** @param turns of the first shard and of the second */
  async function commit(turns: readonly (readonly CommitTurn[])[], canDoIt: boolean) {
    const shards = new Shards(true);
    if (!canDoIt) shards.read = () => Promise.reject(VtError.of('VT10002', 'no'));
    const one = session();
    one.transactionMode = 'MULTI';
    one.inTransaction = true;
    one.shardSessions = one.shardSessions.slice(0, turns.length);
    for (const [i, { target }] of one.shardSessions.entries())
      for (const turn of turns[i] ?? []) one.commitTurns.note([target], turn);
    const committed: string[] = [];
    const gateway = {
      database: () => undefined,
      commit: async ({ shard }, state) => {
        committed.push(shard);
        if (committed.length > 1) throw unavailable;
        return { ...state, transactionId: 0n };
      },
      rollback: async (_, state) => ({ ...state, transactionId: 0n }),
    } as Partial<TabletGateway> as TabletGateway;
    const atomic = new AtomicCommit({ port: shards, reach: () => {}, onUnresolved: () => {} });
    const done = new Transactions(gateway, { atomic }).commit(one, never);
    return { done, committed, shards };
  }
  const cross = ['first', 'middle'] as const;

  test.each([
    ['of two new rows', [cross, cross]],
    ['of a row whose entries, the old and the new one, are on one shard', [['middle'], ['last', 'first']]],
  ] as const)('%s: all shards commit, or none', async (_, turns) => {
    const { done, committed, shards } = await commit(turns, true);
    await done;
    expect([committed, shards.committed]).toEqual([[], [true, true, false]]);
  });

  test('where a tablet cannot do that, one shard commits after the other', async () => {
    const { done, committed } = await commit([cross, cross], false);
    await expect(done).rejects.toThrow('gone');
    expect(committed).toEqual(['-40', '40-80']);
  });

  test('where an order does, the shard that has another’s entries commits first', async () => {
    const { done, committed } = await commit([['middle'], cross], true);
    await expect(done).rejects.toThrow('gone');
    expect(committed).toEqual(['40-80', '-40']);
  });
});

describe.each(protocols)('a commit over several shards, $name', ({ presumes, points }) => {
  test('all commit and nothing is left', async () => {
    const shards = new Shards(presumes);
    const one = session();
    await new AtomicCommit({ port: shards, reach: () => {}, onUnresolved: () => {} }).run(
      one,
      one.shardSessions,
      never,
    );
    expect(shards.committed).toEqual([true, true, true]);
    await resolveAll(shards);
    expect(shards.leftovers).toBe(0);
    expect(one.warnings).toEqual([]);
  });

  test.each(points)('a gate that dies at %s leaves all or nothing', async (point) => {
    const shards = new Shards(presumes);
    const one = session();
    let dead = false;
    // A dead gate sends nothing any more, and hears nothing.
    const port = new Proxy<TwoPcPort>(shards, {
      get:
        (target, name: keyof TwoPcPort) =>
        (...args: never[]) =>
          dead ? new Promise(() => {}) : (target[name] as (...all: never[]) => Promise<unknown>)(...args),
    });
    const reach = (at: string) => {
      if (at === point) dead = true;
    };
    const committing = new AtomicCommit({ port, reach, onUnresolved: () => {} }).run(one, one.shardSessions, never);
    await Promise.race([committing, new Promise((resolve) => setImmediate(resolve))]);
    expect(dead).toBe(true);
    shards.loseGate();
    await resolveAll(shards);
    const isDecided = gateCrashPoints.indexOf(point) >= gateCrashPoints.indexOf('gate.decided');
    expect(shards.committed).toEqual([isDecided, isDecided, isDecided]);
    expect(shards.leftovers).toBe(0);
  });

  const failures: [string, boolean, boolean][] = [
    ['create -40', false, false],
    ['create -40', true, false],
    ['prepare 40-80', false, false],
    ['prepare 80-', true, false],
    ['start -40', false, false],
    ['start -40', true, true],
    ['commit 80-', false, true],
    ['commit 80-', true, true],
    ['conclude -40', false, true],
  ];
  test.each(failures.filter(([call]) => !(presumes && call.startsWith('create'))))(
    '%s fails (after it was done: %s)',
    async (call, after, commits) => {
      const shards = new Shards(presumes);
      const one = session();
      shards.failures.set(call, { error: unavailable, after });
      const done = new AtomicCommit({ port: shards, reach: () => {}, onUnresolved: () => {} }).run(
        one,
        one.shardSessions,
        never,
      );
      if (commits) await done;
      else await expect(done).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      shards.loseGate();
      await resolveAll(shards);
      expect(shards.committed).toEqual([commits, commits, commits]);
      expect(shards.leftovers).toBe(0);
    },
  );

  test('where the prepared cannot be looked up, what is open is rolled back all the same', async () => {
    const shards = new Shards(presumes);
    const one = session();
    shards.failures.set('prepare 80-', { error: unavailable, after: false });
    for (const { shard } of targets) shards.failures.set(`rollback ${shard}`, { error: unavailable, after: false });
    let unresolved = 0;
    const onUnresolved = () => {
      unresolved++;
    };
    const commit = new AtomicCommit({ port: shards, reach: () => {}, onUnresolved });
    await expect(commit.run(one, one.shardSessions, never)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([...shards.byName.values()].map(({ open }) => open.size)).toEqual([0, 0, 0]);
    expect(unresolved).toBe(1);
    await resolveAll(shards);
    expect(shards.committed).toEqual([false, false, false]);
    expect(shards.leftovers).toBe(0);
  });

  // By the compatible calls the gate does not learn what became of it: its record is gone.
  test.runIf(presumes)(
    'a resolver that comes between the prepare and the decision of a gate that is only slow rolls all back, and the gate hears so',
    async () => {
      const shards = new Shards(presumes);
      const one = session();
      let isPrepared = () => {};
      let mayDecide = () => {};
      const prepared = new Promise<void>((resolve) => {
        isPrepared = resolve;
      });
      const allowed = new Promise<void>((resolve) => {
        mayDecide = resolve;
      });
      const slow: Pick<TwoPcPort, 'decideCommit' | 'startCommit'> = {
        decideCommit: async (...args) => {
          isPrepared();
          await allowed;
          return shards.decideCommit(...(args as unknown as Parameters<Shards['decideCommit']>));
        },
        startCommit: async (...args) => {
          isPrepared();
          await allowed;
          return shards.startCommit(...(args as unknown as Parameters<Shards['startCommit']>));
        },
      };
      const port = new Proxy<TwoPcPort>(shards, {
        get: (target, name: keyof TwoPcPort) =>
          name === 'decideCommit' || name === 'startCommit' ? slow[name] : target[name].bind(target as never),
      });
      const done = new AtomicCommit({ port, reach: () => {}, onUnresolved: () => {} }).run(
        one,
        one.shardSessions,
        never,
      );
      const failed = expect(done).rejects.toMatchObject({ code: 'ABORTED' });
      await prepared;
      await resolveAll(shards);
      mayDecide();
      await failed;
      expect(shards.committed).toEqual([false, false, false]);
      expect(shards.leftovers).toBe(0);
    },
  );

  test.runIf(presumes)(
    'what is prepared stays while nobody can tell whether abort is presumed: its gate may have decided since nothing was found of it',
    async () => {
      const shards = new Shards(presumes);
      const one = session();
      const commit = new AtomicCommit({ port: shards, reach: () => {}, onUnresolved: () => {} });
      const presumesAbort = shards.presumesAbort.bind(shards);
      const prepare = shards.prepare.bind(shards);
      const read = shards.read.bind(shards);
      // The gate decides as soon as the resolver has found nothing; the deciding shard is not known to serve then.
      let mayDecide = () => {};
      const looked = new Promise<void>((resolve) => {
        mayDecide = resolve;
      });
      const start = shards.decideCommit.bind(shards);
      shards.decideCommit = async (...args: Parameters<Shards['decideCommit']>) => {
        await looked;
        return start(...args);
      };
      let isPrepared = () => {};
      const prepared = new Promise<void>((resolve) => {
        isPrepared = resolve;
      });
      shards.prepare = async (...args: Parameters<Shards['prepare']>) => {
        await prepare(...args);
        if (targets.slice(1).every((target) => shards.of(target).prepared.size > 0)) isPrepared();
      };
      const committing = commit.run(one, one.shardSessions, never);
      await prepared;
      shards.read = async (...args: Parameters<Shards['read']>) => {
        const found = await read(...args);
        mayDecide();
        await committing;
        return found;
      };
      shards.presumesAbort = () => undefined as never;
      const problems: unknown[] = [];
      shards.commitPrepared = () => Promise.reject(unavailable);
      const resolver = new Resolver(
        { port: shards, onResolved: () => {}, onProblem: (_, error) => problems.push(error) },
        never,
      );
      await resolver.resolve(targets[2] as TabletTarget);
      expect(problems).toMatchObject([{ code: 'UNAVAILABLE' }]);
      expect(shards.of(targets[2] as TabletTarget).prepared.size).toBe(1);
      shards.presumesAbort = presumesAbort;
      shards.commitPrepared = Shards.prototype.commitPrepared;
      shards.read = Shards.prototype.read;
      await resolveAll(shards);
      expect(shards.committed).toEqual([true, true, true]);
      expect(shards.leftovers).toBe(0);
    },
  );
});
