import { VtError } from '@vt/base';
import type { CallSettle } from '@vt/discovery';
import { noState, TabletCallError, type TabletRequest, tabletRequest } from '@vt/proto';
import { emptyOk, type ResultSink } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { type ScatterHost, scatter } from './scatter.ts';

const shards = ['-40', '40-80', '80-'];
const queries = shards.map((shard) => ({ keyspace: 'ks', shard, sql: 'select 1', binds: {} }));
const unavailable = (mayHaveRun: boolean) => new TabletCallError({ code: 'UNAVAILABLE', message: 'away', mayHaveRun });
const refused = new TabletCallError({
  code: 'INVALID_ARGUMENT',
  errno: 1054,
  message: 'no such column',
  mayHaveRun: true,
});

type Call = { readonly shard: string; readonly sink: ResultSink; readonly settle: CallSettle; ended: string[] };

/** Tablets that answer when the test says so. */
class Tablets implements ScatterHost {
  readonly alias = undefined;
  readonly calls: Call[] = [];
  readonly again: ScatterHost['again'];
  readonly wentAgain: string[] = [];

  constructor(again: () => Promise<unknown> = () => Promise.resolve()) {
    this.again = (query) => {
      this.wentAgain.push(query.shard);
      return again();
    };
  }

  requestFor({ keyspace, shard, sql }: (typeof queries)[number]): TabletRequest {
    return tabletRequest({ method: 'execute', target: { keyspace, shard, tabletType: 'PRIMARY' }, sql });
  }

  readonly start: ScatterHost['start'] = ({ target }, _alias, sink, settle) => {
    const call: Call = { shard: target.shard, sink, settle, ended: [] };
    this.calls.push(call);
    return { cancel: () => void call.ended.push('cancel'), abort: () => void call.ended.push('abort') };
  };

  takeDiagnostics(): void {}

  databaseOf({ keyspace }: (typeof queries)[number]): string {
    return `vt_${keyspace}`;
  }

  call(shard: string): Call {
    return this.calls.find((one) => one.shard === shard) as Call;
  }

  answer(shard: string): void {
    const { sink, settle } = this.call(shard);
    sink.columns([], 'text');
    sink.rows(Buffer.from(shard));
    sink.end(emptyOk, false);
    settle.resolve(noState);
  }
}

function sinksInto(got: string[]): ResultSink[] {
  return shards.map(() => ({
    onDrain: undefined,
    columns: () => {},
    rows: (packets) => got.push(packets.toString()) > 0,
    end: () => {},
    error: () => {},
  }));
}

/** Whether it has ended, after everything that is ready has run. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = 'running';
  promise.then(
    () => (state = 'done'),
    (error: Error) => (state = error.message),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

const open = (tablets: Tablets, got: string[] = [], signal = new AbortController().signal) =>
  scatter(tablets, queries, sinksInto(got), signal);

test('all shards are asked at once, and it is over with the last answer', async () => {
  const tablets = new Tablets();
  const got: string[] = [];
  const done = open(tablets, got);
  expect(tablets.calls.map(({ shard }) => shard)).toEqual(shards);
  for (const shard of ['80-', '-40']) tablets.answer(shard);
  expect(await stateOf(done)).toBe('running');
  tablets.answer('40-80');
  await done;
  expect(got).toEqual(['80-', '-40', '40-80']);
  expect(tablets.calls.flatMap(({ ended }) => ended)).toEqual([]);
});

test('the first failure ends the others, and is told when they have ended', async () => {
  const tablets = new Tablets();
  const done = open(tablets);
  tablets.answer('-40');
  tablets.call('40-80').settle.reject(refused);
  expect(tablets.call('80-').ended).toEqual(['abort']);
  expect(tablets.call('-40').ended).toEqual([]);
  expect(await stateOf(done)).toBe('running');
  tablets.call('80-').settle.reject(unavailable(true));
  expect(await stateOf(done)).toBe('no such column');
  expect(tablets.wentAgain).toEqual([]);
});

test('a shard whose tablet is away is asked again, but not after a part of its answer', async () => {
  const tablets = new Tablets();
  const done = open(tablets);
  tablets.call('-40').settle.reject(unavailable(true));
  for (const shard of ['40-80', '80-']) tablets.answer(shard);
  await done;
  expect(tablets.wentAgain).toEqual(['-40']);

  const others = new Tablets();
  const fails = open(others);
  others.call('-40').sink.columns([], 'text');
  others.call('-40').settle.reject(unavailable(true));
  for (const shard of ['40-80', '80-']) others.answer(shard);
  expect(await stateOf(fails)).toBe('away');
  expect(others.wentAgain).toEqual([]);
});

test('who goes again and fails is a failure', async () => {
  const tablets = new Tablets(() => Promise.reject(refused));
  const done = open(tablets);
  tablets.call('-40').settle.reject(unavailable(false));
  for (const shard of ['40-80', '80-']) tablets.answer(shard);
  expect(await stateOf(done)).toBe('no such column');
});

test.each([
  [new VtError({ code: 'CANCELED', errno: 1317, message: 'killed' }), 'cancel'],
  [new VtError({ code: 'CANCELED', message: 'gone' }), 'abort'],
])('%s ends all calls', async (reason, how) => {
  const tablets = new Tablets();
  const stop = new AbortController();
  const done = open(tablets, [], stop.signal);
  tablets.answer('-40');
  stop.abort(reason);
  expect(tablets.calls.map(({ ended }) => ended)).toEqual([[], [how], [how]]);
  for (const shard of ['40-80', '80-']) {
    const { code, message } = reason;
    tablets.call(shard).settle.reject(new TabletCallError({ code, message, mayHaveRun: true }));
  }
  expect(await stateOf(done)).toBe(reason.message);
});

test('what fails at once lets no other begin', async () => {
  const tablets = new Tablets();
  const host: ScatterHost = {
    ...tablets,
    requestFor: (query) => tablets.requestFor(query),
    databaseOf: (query) => tablets.databaseOf(query),
    takeDiagnostics: () => {},
    start: (request, alias, sink, settle) => {
      if (request.target.shard === '-40') return tablets.start(request, alias, sink, settle);
      settle.reject(refused);
      return undefined;
    },
  };
  const done = scatter(host, queries, sinksInto([]), new AbortController().signal);
  expect(tablets.call('-40').ended).toEqual(['abort']);
  tablets.call('-40').settle.reject(unavailable(true));
  expect(await stateOf(done)).toBe('no such column');
  await expect(scatter(host, queries, sinksInto([]), AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
});
