import { emptyOk, encodeColumnDefinition, encodeTextRow, type ResultSink, Type } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import type {
  TabletCall,
  TabletGateway,
  TabletHealthRow,
  TabletState,
  TabletTarget,
} from '../gateway/tablet-gateway.ts';
import { Session } from '../session/session.ts';
import { FreshReads } from './fresh-reads.ts';

const noState: TabletState = { transactionId: 0n, reservedId: 0n, alias: undefined };
const target: TabletTarget = { keyspace: 'k', shard: '0', tabletType: 'REPLICA' };
const signal = new AbortController().signal;
const column = encodeColumnDefinition({
  name: 'x',
  type: Type.VARCHAR,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 100,
  charset: 255,
  decimals: 0,
  flags: 0,
  columnType: '',
});

/** Tablets that answer what they are asked of their GTIDs; the primary is at `p:1-9`. */
class Tablets implements TabletGateway {
  readonly asked: string[] = [];
  readonly #caughtUp: ReadonlySet<string>;
  readonly #aliases: readonly string[];

  constructor(aliases: readonly string[], caughtUp: readonly string[]) {
    this.#aliases = aliases;
    this.#caughtUp = new Set(caughtUp);
  }

  async execute(to: TabletTarget, { sql, alias = '' }: TabletCall, sink: ResultSink): Promise<TabletState> {
    const what = /wait_for/.test(sql) ? 'wait' : /gtid_subset/.test(sql) ? 'has' : 'position';
    this.asked.push(`${to.tabletType === 'PRIMARY' ? 'primary' : alias} ${what}`);
    const has = this.#caughtUp.has(alias);
    const value = what === 'position' ? 'p:1-9' : what === 'wait' ? (has ? '0' : '1') : has ? '1' : '0';
    sink.columns([column], 'text');
    sink.rows(encodeTextRow([Buffer.from(value)]));
    sink.end(emptyOk, false);
    return noState;
  }

  commit = async () => noState;
  rollback = async () => noState;
  release = async () => {};

  tablets(): readonly TabletHealthRow[] {
    return this.#aliases.map((alias) => ({
      cell: 'z',
      ...target,
      serving: true,
      alias,
      hostname: 'h',
      primaryTermStart: 0n,
    }));
  }
}

function sessionOf(): Session {
  const caller = { user: '', groups: [], remote: '' };
  const to = { keyspace: 'k', tabletType: 'REPLICA', destination: undefined, tabletAlias: undefined } as const;
  const session = new Session(1, 'uuid', caller, to, 'TWOPC');
  session.readAfterWrite.mode = 'session';
  return session;
}

function setUp(aliases: readonly string[], caughtUp: readonly string[]) {
  const tablets = new Tablets(aliases, caughtUp);
  const outcomes: string[] = [];
  const clock = { nowMs: 0 };
  const reads = new FreshReads({
    gateway: tablets,
    serverVersion: () => '9.7.4',
    onPlaced: (outcome) => outcomes.push(outcome),
    random: () => 0,
    nowMs: () => clock.nowMs,
  });
  return { tablets, outcomes, reads, clock, session: sessionOf() };
}

describe('reads that must see certain writes', () => {
  it('go anywhere while the session has written nothing', async () => {
    const { reads, session, tablets } = setUp(['z-1'], []);
    expect(await reads.place(session, target, signal)).toBeUndefined();
    expect(tablets.asked).toEqual([]);
  });

  it('go to the replica that has the writes, and again without asking', async () => {
    const { reads, session, tablets, outcomes } = setUp(['z-1', 'z-2'], ['z-2']);
    session.readAfterWrite.wrote('k/0', 'p:7');
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-2' });
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-2' });
    expect(tablets.asked).toEqual(['z-1 has', 'z-2 has']);
    expect(outcomes).toEqual(['has', 'known']);
  });

  it('wait for the only replica', async () => {
    const { reads, session, outcomes } = setUp(['z-1'], ['z-1']);
    session.readAfterWrite.wrote('k/0', 'p:7');
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-1' });
    expect(outcomes).toEqual(['waited']);
  });

  it('go to the primary when nobody catches up, and do not wait for a laggard again at once', async () => {
    const { reads, session, tablets, clock } = setUp(['z-1'], []);
    session.readAfterWrite.wrote('k/0', 'p:7');
    expect(await reads.place(session, target, signal)).toBe('primary');
    expect(await reads.place(session, target, signal)).toBe('primary');
    expect(tablets.asked).toEqual(['z-1 wait']);
    clock.nowMs = 10_000;
    await reads.place(session, target, signal);
    expect(tablets.asked).toEqual(['z-1 wait', 'z-1 wait']);
  });

  it('ask the primary for a position that no answer has told', async () => {
    const { reads, session, tablets } = setUp(['z-1'], ['z-1']);
    session.readAfterWrite.wrote('k/0', undefined);
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-1' });
    expect(tablets.asked).toEqual(['primary position', 'z-1 wait']);
  });

  it('are placed anew after the next write, and not by what another shard wrote', async () => {
    const { reads, session, tablets } = setUp(['z-1'], ['z-1']);
    session.readAfterWrite.wrote('k/0', 'p:7');
    await reads.place(session, target, signal);
    session.readAfterWrite.wrote('k/0', 'p:8');
    session.readAfterWrite.wrote('k/1', 'q:1');
    await reads.place(session, target, signal);
    expect(tablets.asked).toEqual(['z-1 wait', 'z-1 wait']);
  });

  it('see the GTIDs that a client brings along, of which the primary says what is its own', async () => {
    const { reads, session, tablets } = setUp(['z-1'], ['z-1']);
    session.readAfterWrite.mode = 'off';
    session.readAfterWrite.gtid = 'p:7,q:3';
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-1' });
    expect(await reads.place(session, target, signal)).toEqual({ alias: 'z-1' });
    expect(tablets.asked).toEqual(['primary position', 'z-1 wait']);
  });
});
