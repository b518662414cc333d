import { VtError } from '@vt/base';
import { silentLogger } from '@vt/servenv';
import { type BindVariables, emptyOk, type Field, fromProtoRow, type Result, Type } from '@vt/sqltypes';
import { afterEach, describe, expect, test } from 'vitest';
import type { MessagerPort, RowChange } from '../port.ts';
import { messageTable, STATE_COLUMNS } from '../table/message-table.ts';
import { MessageManager } from './message-manager.ts';
import { Postponer } from './postponer.ts';

const soon = { timeout: 5_000, interval: 2 };
type Kind = 'due' | 'read' | 'postpone' | 'purge';
type MessageRow = { timeNext: number; priority: number; acked: boolean; epoch: number };

const field = (name: string, type: number = Type.INT64): Field => ({
  ...{ name, type, table: 't', orgTable: 't', database: 'd', orgName: name, columnLength: 20, charset: 63 },
  ...{ decimals: 0, flags: 0, columnType: '' },
});
const fields = (idType: number): Field[] => [
  field('id', idType),
  ...STATE_COLUMNS.slice(1).map((name) => field(name)),
  field('message', Type.VARCHAR),
];

/** A table in memory that understands the messager's statements. Everything that is not postponed or acknowledged is due. */
class FakeTable implements Pick<MessagerPort, 'execute' | 'changes' | 'throttled'> {
  readonly rows = new Map<string, MessageRow>();
  readonly asked: Kind[] = [];
  throttle: string | undefined;
  failure: VtError | undefined;
  /** Holds statements of a kind back. */
  gate: Partial<Record<Kind, Promise<void>>> = {};
  running = 0;
  runningMax = 0;
  readonly #followers = new Set<(changes: readonly RowChange[]) => void>();

  insert(ids: readonly string[], priority = 50, tells = true): void {
    for (const id of ids) this.rows.set(id, { timeNext: 0, priority, acked: false, epoch: 0 });
    if (tells) for (const tell of this.#followers) tell(ids.map((id) => this.#change(id)));
  }

  acknowledge(id: string): void {
    const row = this.rows.get(id) as MessageRow;
    row.acked = true;
    for (const tell of this.#followers) tell([this.#change(id)]);
  }

  #change(id: string): RowChange {
    const { timeNext, priority, epoch, acked } = this.rows.get(id) as MessageRow;
    const cells = [id, String(priority), acked ? null : String(timeNext), String(epoch), acked ? '1' : null];
    return { after: cells.map((cell) => cell && Buffer.from(cell)) as (Buffer | null)[], isPartial: false };
  }

  throttled(): string | undefined {
    return this.throttle;
  }

  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  async *changes(_: string, __: readonly string[], signal: AbortSignal): AsyncGenerator<readonly RowChange[]> {
    const waiting: (readonly RowChange[])[] = [[]];
    let wake: () => void = () => {};
    const tell = (changes: readonly RowChange[]): void => {
      waiting.push(changes);
      wake();
    };
    this.#followers.add(tell);
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#followers.delete(tell);
    }
  }

  async execute(sql: string, binds: BindVariables): Promise<Result> {
    const kind: Kind = sql.startsWith('update')
      ? 'postpone'
      : sql.startsWith('delete')
        ? 'purge'
        : sql.includes('::ids')
          ? 'read'
          : 'due';
    this.asked.push(kind);
    if (kind === 'postpone') this.runningMax = Math.max(this.runningMax, ++this.running);
    await new Promise((resolve) => setImmediate(resolve));
    await this.gate[kind];
    if (kind === 'postpone') this.running--;
    if (this.failure) throw this.failure;
    const ids = (binds['ids']?.values ?? []).map(({ value }) => Buffer.from(value).toString());
    if (kind === 'postpone') return this.#postpone(ids);
    const isDue = ([, row]: [string, MessageRow]): boolean => !row.acked && row.timeNext === 0;
    const due = [...this.rows].filter(isDue).sort(([, a], [, b]) => a.priority - b.priority);
    const found =
      kind === 'due' ? due.slice(0, Number(binds['max']?.value.toString())) : due.filter(([id]) => ids.includes(id));
    const cells = found.map(([id, { priority }]) =>
      kind === 'due' ? [id, String(priority), '0'] : [id, id, `m${id}`],
    );
    return answer({ rows: kind === 'purge' ? [] : cells.map((row) => row.map((cell) => Buffer.from(cell))) });
  }

  #postpone(ids: readonly string[]): Result {
    for (const id of ids) {
      const row = this.rows.get(id) as MessageRow;
      row.timeNext = Number.MAX_SAFE_INTEGER;
      row.epoch++;
    }
    return answer({ affectedRows: BigInt(ids.length) });
  }
}

const answer = (more: Partial<Result>): Result => ({ ...emptyOk, fields: [], rows: [], ...more });

describe('the messages of a table', () => {
  const managers: MessageManager[] = [];

  afterEach(() => {
    for (const one of managers.splice(0)) one.close();
  });

  function manage(table: FakeTable, more = '', { idType = Type.INT64 as number, postponer = new Postponer(4) } = {}) {
    const sizes = { vt_batch_size: 2, vt_cache_size: 5, vt_poller_interval: 1000 };
    const said = Object.entries(sizes).map(([name, value]) => `${name}=${value}`);
    const comment = ['vitess_message,vt_ack_wait=30,vt_purge_after=9', ...said, ...(more ? [more] : [])].join();
    const port = table as unknown as MessagerPort;
    const parts = { port, postponer, stats: { add: () => {} }, log: silentLogger, random: () => 0.5 };
    const manager = new MessageManager(messageTable('t', comment, fields(idType)), parts);
    managers.push(manager);
    return manager;
  }

  /** Takes everything; `ids` grows. */
  function take(manager: MessageManager) {
    const stop = new AbortController();
    const ids: string[] = [];
    const ended = (async () => {
      for await (const { rows } of manager.subscribe(stop.signal))
        for (const row of rows ?? []) ids.push(String(fromProtoRow(row as never)[0]));
    })();
    return { ids, ended, stop };
  }

  test('more than the cache holds comes, the most urgent first, each once', async () => {
    const table = new FakeTable();
    const ids = Array.from({ length: 103 }, (_, i) => String(i));
    table.insert(ids.slice(0, 100), 50, false);
    table.insert(ids.slice(100), 1, false);
    const one = take(manage(table));
    await expect.poll(() => one.ids.length, soon).toBe(103);
    expect([...new Set(one.ids)]).toHaveLength(103);
    expect(one.ids.slice(0, 3).sort()).toEqual(['100', '101', '102']);
    await expect.poll(() => [...table.rows.values()].every(({ epoch }) => epoch === 1), soon).toBe(true);
  });

  test('new ones are pushed without a search, where their ids are numbers', async () => {
    const table = new FakeTable();
    const one = take(manage(table));
    await expect.poll(() => table.isFollowed && table.asked.length >= 2, soon).toBe(true);
    await expect.poll(() => table.asked.filter((kind) => kind === 'due').length, soon).toBeGreaterThanOrEqual(2);
    const searches = table.asked.length;
    table.insert(['1', '2', '3']);
    await expect.poll(() => one.ids.length, soon).toBe(3);
    expect(table.asked.slice(searches).filter((kind) => kind === 'due')).toEqual([]);
    const texts = new FakeTable();
    const two = take(manage(texts, '', { idType: Type.VARCHAR }));
    await expect.poll(() => texts.isFollowed, soon).toBe(true);
    texts.insert(['a', 'b']);
    await expect.poll(() => [...two.ids].sort(), soon).toEqual(['a', 'b']);
  });

  test('what is acknowledged while it waits is not sent', async () => {
    const table = new FakeTable();
    table.throttle = 'lag';
    const manager = manage(table);
    const one = take(manager);
    await expect.poll(() => table.isFollowed, soon).toBe(true);
    table.insert(['1', '2', '3']);
    await expect.poll(() => manager.counts.waiting, soon).toBe(3);
    table.acknowledge('2');
    await expect.poll(() => manager.counts.waiting, soon).toBe(2);
    expect(one.ids).toEqual([]);
    table.throttle = undefined;
    await expect.poll(() => [...one.ids].sort(), soon).toEqual(['1', '3']);
  });

  test('who waits for messages already is held back, too', async () => {
    const table = new FakeTable();
    const manager = manage(table);
    const one = take(manager);
    await expect.poll(() => table.asked.filter((kind) => kind === 'due').length, soon).toBeGreaterThanOrEqual(2);
    table.throttle = 'lag';
    table.insert(['1']);
    await expect.poll(() => manager.counts.sending, soon).toBe(1);
    expect(table.asked).not.toContain('read');
    table.throttle = undefined;
    await expect.poll(() => one.ids, soon).toEqual(['1']);
  });

  test('a batch that its subscriber did not take goes to another at once', async () => {
    const table = new FakeTable();
    table.insert(['1', '2'], 50, false);
    const manager = manage(table);
    const leaving = manager.subscribe(new AbortController().signal);
    await leaving.next();
    const { value } = await leaving.next();
    expect(value && value.rows?.length).toBe(2);
    const one = take(manager);
    await expect.poll(() => manager.counts.subscribers, soon).toBe(2);
    expect(one.ids).toEqual([]);
    await leaving.return();
    await expect.poll(() => [...one.ids].sort(), soon).toEqual(['1', '2']);
    one.stop.abort();
    await one.ended;
    expect(manager.counts).toEqual({ waiting: 0, sending: 0, subscribers: 0 });
    await expect.poll(() => table.isFollowed, soon).toBe(false);
  });

  test('postponements over all tables are bounded, and those of one subscriber', async () => {
    const postponer = new Postponer(3);
    const tables = [new FakeTable(), new FakeTable(), new FakeTable()];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const takers = tables.map((table) => {
      table.gate = { postpone: held };
      table.insert(
        Array.from({ length: 40 }, (_, i) => String(i)),
        50,
        false,
      );
      return take(manage(table, 'vt_cache_size=6', { postponer }));
    });
    const running = (): number => tables.reduce((sum, table) => sum + table.running, 0);
    await expect.poll(running, soon).toBe(3);
    // Four batches of two that are to be postponed, and one more that was sent.
    await expect.poll(() => takers.map(({ ids }) => ids.length), soon).toEqual([10, 10, 10]);
    expect(running()).toBe(3);
    release();
    await expect.poll(() => takers.map(({ ids }) => ids.length), soon).toEqual([40, 40, 40]);
  });

  test('a failing mysqld loses nothing; a table that may not be used any more ends its subscriptions', async () => {
    const table = new FakeTable();
    table.insert(['1', '2', '3'], 50, false);
    table.failure = new VtError({ code: 'UNAVAILABLE', message: 'gone' });
    const manager = manage(table, 'vt_poller_interval=0.02');
    const one = take(manager);
    await expect.poll(() => table.asked.filter((kind) => kind === 'due').length, soon).toBeGreaterThan(3);
    expect(one.ids).toEqual([]);
    table.failure = undefined;
    await expect.poll(() => [...one.ids].sort(), soon).toEqual(['1', '2', '3']);
    table.failure = new VtError({ code: 'FAILED_PRECONDITION', message: 'enforce denied tables' });
    await one.ended;
    expect(manager.counts.subscribers).toBe(0);
  });
});
