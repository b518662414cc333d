import { VtError } from '@vt/base';
import { create, type Message, type MessageInput } from '@vt/proto';
import { type ResultSink, RowAssembler, toProtoRow } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import type { MessagePort, MessageShard } from './port.ts';
import { type Place, streamMessages } from './stream-messages.ts';

type QueryResult = Message<'query.QueryResult'>;
/** What a tablet does when its stream is opened: columns or ids, an error, an end, or nothing more for ever. */
type Step = readonly string[] | Error | 'columns' | 'others' | 'wait';

const soon = { timeout: 5_000, interval: 5 };
const unavailable = new VtError({ code: 'UNAVAILABLE', message: 'gone' });
const demoted = new VtError({
  code: 'FAILED_PRECONDITION',
  message: 'wrong tablet type: PRIMARY, want: REPLICA or []',
});
const caller = { user: 'u', groups: [], remote: '' };

function resultOf(step: readonly string[] | 'columns' | 'others'): QueryResult {
  const columns = (name: string): MessageInput<'query.QueryResult'> => ({ fields: [{ name, type: 'INT64' }] });
  if (step === 'columns') return create('query.QueryResult', columns('id'));
  if (step === 'others') return create('query.QueryResult', columns('more'));
  return create('query.QueryResult', { rows: step.map((id) => toProtoRow([Buffer.from(id)])) });
}

/** Tablets that play scripts: the n-th opening of a shard's stream plays its n-th script, the last one again and again. */
class FakePort implements MessagePort {
  readonly opened: string[] = [];
  readonly given: string[] = [];
  open1 = 0;
  readonly graceMs: number;
  readonly #scripts: Readonly<Record<string, readonly (readonly Step[])[]>>;

  constructor(scripts: Readonly<Record<string, readonly (readonly Step[])[]>>, graceMs = 2_000) {
    this.#scripts = scripts;
    this.graceMs = graceMs;
  }

  async *open({ shard }: MessageShard, table: string, _: unknown, signal: AbortSignal): AsyncGenerator<QueryResult> {
    const scripts = this.#scripts[shard] ?? [['wait']];
    const index = this.opened.filter((one) => one === `${shard}.${table}`).length;
    this.opened.push(`${shard}.${table}`);
    this.open1++;
    try {
      for (const step of scripts[Math.min(index, scripts.length - 1)] ?? []) {
        if (step === 'wait') {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          return;
        }
        if (step instanceof Error) throw step;
        this.given.push(String(step));
        yield resultOf(step);
      }
    } finally {
      this.open1--;
    }
  }
}

/** A client that may be slow. */
class Client implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly ids: string[] = [];
  columnSets = 0;
  isSlow = false;
  readonly #assembler = new RowAssembler();

  columns(): void {
    this.columnSets++;
  }

  rows(packets: Buffer): boolean {
    this.#assembler.push(packets, (bytes, start) => {
      const length = bytes[start] as number;
      this.ids.push(Buffer.from(bytes.subarray(start + 1, start + 1 + length)).toString());
    });
    return !this.isSlow;
  }

  end(): void {}
  error(): void {}
}

function run(port: MessagePort, sink: ResultSink, place: () => Place, signal: AbortSignal): Promise<string> {
  const streaming = streamMessages({ port, place, caller, sink, onOpen: () => {} }, signal);
  return streaming.then(
    () => 'ended',
    (error: VtError) => `${error.code}: ${error.message}`,
  );
}

const two = (): Place => ({ keyspace: 'ks', table: 't', shards: ['-80', '80-'] });

describe('the messages of all shards', () => {
  test('are one result; a stream that ends or breaks is opened again', async () => {
    const port = new FakePort({
      '-80': [['columns', ['1'], ['2']], [unavailable], [demoted], ['columns', ['3'], 'wait']],
      '80-': [
        ['columns', ['4'], unavailable],
        ['columns', ['5'], 'wait'],
      ],
    });
    const client = new Client();
    const stop = new AbortController();
    const ended = run(port, client, two, stop.signal);
    await expect.poll(() => [...client.ids].sort().join(), soon).toBe('1,2,3,4,5');
    expect(client.columnSets).toBe(1);
    stop.abort();
    expect(await ended).toBe('ended');
    await expect.poll(() => port.open1, soon).toBe(0);
  });

  test('a shard that stays away longer than the grace period ends them, and all streams', async () => {
    const port = new FakePort({ '-80': [['columns', 'wait']], '80-': [[unavailable]] }, 100);
    const ended = run(port, new Client(), two, new AbortController().signal);
    expect(await ended).toBe(
      'UNAVAILABLE: the message stream of ks/80- has failed again and again for more than 0.1s: gone',
    );
    await expect.poll(() => port.open1, soon).toBe(0);
  });

  test('what is no matter of time is told at once', async () => {
    const wrong = new VtError({ code: 'INVALID_ARGUMENT', message: 'message table t not found' });
    const port = new FakePort({ '-80': [['columns', 'wait']], '80-': [[wrong]] });
    const ended = run(port, new Client(), two, new AbortController().signal);
    expect(await ended).toBe('INVALID_ARGUMENT: message table t not found');
    const changed = new FakePort({ '-80': [['columns'], ['others']], '80-': [['wait']] });
    const failed = await run(changed, new Client(), two, new AbortController().signal);
    expect(failed).toMatch(/^FAILED_PRECONDITION: the columns of the messages have changed from \(id INT64\) to/);
  });

  test('a slow client holds the shards back', async () => {
    const many = Array.from({ length: 50 }, (_, i) => [String(i)]);
    const port = new FakePort({ '-80': [['columns', ...many, 'wait']], '80-': [['columns', ...many, 'wait']] });
    const client = new Client();
    client.isSlow = true;
    const stop = new AbortController();
    const ended = run(port, client, two, stop.signal);
    await expect.poll(() => client.ids.length, soon).toBe(1);
    // Both have given their columns and one batch.
    await expect.poll(() => port.given.length, soon).toBe(4);
    for (let i = 2; i <= 10; i++) {
      client.onDrain?.();
      await expect.poll(() => client.ids.length, soon).toBe(i);
      expect(port.given.length).toBeLessThanOrEqual(2 + i + 2);
    }
    client.isSlow = false;
    client.onDrain?.();
    await expect.poll(() => client.ids.length, soon).toBe(100);
    stop.abort();
    expect(await ended).toBe('ended');
  });

  test('shards that were split, and a table that moved, are followed', async () => {
    let place = two();
    const port = new FakePort({ '-80': [['columns', ['1']], ['wait']], '80-': [['columns', 'wait']] });
    const client = new Client();
    const stop = new AbortController();
    const moved = (): Place => {
      if (client.ids.length > 0) place = { keyspace: 'ks', table: 'u', shards: ['-40', '40-80', '80-'] };
      return place;
    };
    const ended = run(port, client, moved, stop.signal);
    await expect.poll(() => [...port.opened].sort().join(), soon).toBe('-40.u,-80.t,40-80.u,80-.t');
    stop.abort();
    expect(await ended).toBe('ended');
  });
});
