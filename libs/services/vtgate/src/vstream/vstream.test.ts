import { VtError } from '@vt/base';
import { decode, encode, type Message, type MessageInput } from '@vt/proto';
import { describe, expect, test } from 'vitest';
import type { OutEvent } from './output.ts';
import type { PickOptions, ShardStreamRequest, VStreamPort } from './port.ts';
import { vstream } from './vstream.ts';

type Input = MessageInput<'binlogdata.VEvent'>;
/** What a tablet does when its stream is opened: messages, an error, or nothing more for ever. */
type Step = readonly Input[] | Error | 'end' | 'wait';
type Opened = { readonly shard: string; readonly cells: readonly string[]; readonly request: ShardStreamRequest };

const noStats = { opened: () => ({ counted: () => {}, closed: () => {} }), failed: () => {} };

/** Tablets that play scripts: the n-th opening of a shard's stream plays its n-th script, the last one again and again. */
class FakePort implements VStreamPort {
  readonly opened: Opened[] = [];
  readonly #scripts: Readonly<Record<string, readonly (readonly Step[])[]>>;

  constructor(scripts: Readonly<Record<string, readonly (readonly Step[])[]>>) {
    this.#scripts = scripts;
  }

  keyspaces(): readonly string[] {
    return ['ks', 'other'];
  }

  shards(keyspace: string): readonly string[] | undefined {
    return keyspace === 'ks' ? ['-80', '80-'] : keyspace === 'other' ? ['0'] : undefined;
  }

  async cells(names: readonly string[]): Promise<readonly string[]> {
    if (names.includes('nowhere')) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no cell nowhere' });
    return names.flatMap((name) => (name === 'region' ? ['zone1', 'zone2'] : [name]));
  }

  isKnown(): boolean {
    return true;
  }

  open(
    { shard }: { readonly shard: string },
    { cells }: PickOptions,
    __: unknown,
    request: ShardStreamRequest,
    signal: AbortSignal,
  ) {
    const scripts = this.#scripts[shard] ?? [['wait']];
    const index = this.opened.filter((one) => one.shard === shard).length;
    this.opened.push({ shard, cells, request });
    return { alias: `${shard}-${index}`, messages: play(scripts[Math.min(index, scripts.length - 1)] ?? [], signal) };
  }
}

async function* play(
  steps: readonly Step[],
  signal: AbortSignal,
): AsyncGenerator<Message<'binlogdata.VStreamResponse'>> {
  for (const step of steps) {
    if (step === 'end') return;
    if (step === 'wait') {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return;
    }
    if (step instanceof Error) throw step;
    yield decode('binlogdata.VStreamResponse', encode('binlogdata.VStreamResponse', { events: [...step] }));
  }
}

const field = (table = 't'): Input => ({ type: 'FIELD', field_event: { table_name: table } });
const row = (value: string, table = 't'): Input => {
  const after = { lengths: [value.length], values: Buffer.from(value) };
  return { type: 'ROW', row_event: { table_name: table, row_changes: [{ after }] } };
};
const gtid = (text: string): Input => ({ type: 'GTID', gtid: text });
const [BEGIN, COMMIT]: [Input, Input] = [{ type: 'BEGIN' }, { type: 'COMMIT' }];
const transaction = (value: string, position: string): readonly Input[] => [
  BEGIN,
  field(),
  row(value),
  gtid(position),
  COMMIT,
];

function request(more: MessageInput<'vtgate.VStreamRequest'>): Message<'vtgate.VStreamRequest'> {
  const shard_gtids = [
    { keyspace: 'ks', shard: '-80', gtid: 'a0' },
    { keyspace: 'ks', shard: '80-', gtid: 'b0' },
  ];
  const whole = {
    vgtid: { shard_gtids },
    tablet_type: 'PRIMARY' as const,
    ...more,
  };
  return decode('vtgate.VStreamRequest', encode('vtgate.VStreamRequest', whole));
}

/** Messages in short, until there are `count` of them or the stream ends. */
async function collect(
  port: VStreamPort,
  more: MessageInput<'vtgate.VStreamRequest'>,
  count: number,
): Promise<OutEvent[][]> {
  const messages: OutEvent[][] = [];
  const stop = new AbortController();
  for await (const { events } of vstream(request(more), port, noStats, stop.signal)) {
    messages.push([...events]);
    if (messages.length >= count) break;
  }
  return messages;
}

const brief = (event: OutEvent): string => {
  switch (event.type) {
    case 'VGTID':
      return `VGTID ${(event.vgtid?.shard_gtids ?? [])
        .map((one) => [one.shard, one.gtid, ...(one.table_p_ks ?? []).map((pk) => pk.table_name)].join(' '))
        .join(', ')}`;
    case 'FIELD':
      return `FIELD ${event.field_event?.table_name}`;
    case 'ROW':
      return `ROW ${event.row_event?.table_name} ${Buffer.from(event.row_event?.row_changes?.[0]?.after?.values ?? '').toString()}`;
    default:
      return `${event.type}${event.shard ? ` ${event.shard}` : ''}`;
  }
};
const briefs = (messages: readonly OutEvent[][]): string[][] => messages.map((events) => events.map(brief));

test('transactions come with the positions of all shards and tables’ keyspaces', async () => {
  const port = new FakePort({ '-80': [[[gtid('a1'), { type: 'OTHER' }], transaction('1', 'a2'), 'wait']] });
  expect(briefs(await collect(port, {}, 2))).toEqual([
    ['VGTID -80 a1, 80- b0', 'OTHER -80'],
    ['BEGIN -80', 'FIELD ks.t', 'ROW ks.t 1', 'VGTID -80 a2, 80- b0', 'COMMIT -80'],
  ]);
  const bare = new FakePort({ '-80': [[transaction('1', 'a2'), 'wait']] });
  const [first] = briefs(await collect(bare, { flags: { exclude_keyspace_from_table_name: true } }, 1));
  expect(first?.slice(1, 3)).toEqual(['FIELD t', 'ROW t 1']);
});

test('a stream from now on tells nothing before all shards have told where they begin', async () => {
  const shard_gtids = [
    { keyspace: 'ks', shard: '-80', gtid: 'a0' },
    { keyspace: 'ks', shard: '80-', gtid: 'current' },
  ];
  const lost = new VtError({ code: 'UNAVAILABLE', message: 'gone' });
  const start = (name: string): Step => [gtid(name), { type: 'OTHER' }];
  const port = new FakePort({
    '-80': [[transaction('1', 'a1'), 'wait']],
    '80-': [[lost], [start('b5'), lost], [transaction('2', 'b6'), 'wait']],
  });
  const messages = briefs(await collect(port, { vgtid: { shard_gtids } }, 3));
  expect(messages.flat().filter((text) => text.includes('current'))).toEqual([]);
  expect(messages).toContainEqual(['BEGIN -80', 'FIELD ks.t', 'ROW ks.t 1', 'VGTID -80 a1, 80- b5', 'COMMIT -80']);
  const begun = port.opened.filter(({ shard }) => shard === '80-').map(({ request: { position } }) => position);
  expect(begun).toEqual(['current', 'current', 'b5']);
});

test('cells are those that their aliases stand for, and such that are not there are refused', async () => {
  const port = new FakePort({ '-80': [[transaction('1', 'a1'), 'wait']] });
  await collect(port, { flags: { cells: 'zone9, region' } }, 1);
  expect(port.opened[0]?.cells).toEqual(['zone9', 'zone1', 'zone2']);
  const refused = { code: 'INVALID_ARGUMENT', message: 'no cell nowhere' };
  await expect(collect(port, { flags: { cells: 'nowhere' } }, 1)).rejects.toMatchObject(refused);
});

test('a stream that broke is opened behind what was handed on, and half a transaction is not', async () => {
  const lost = new VtError({ code: 'UNAVAILABLE', message: 'gone' });
  const port = new FakePort({
    '-80': [[transaction('1', 'a1'), [BEGIN, field(), row('2')], lost], ['end'], [transaction('2', 'a2'), 'wait']],
  });
  const rows = briefs(await collect(port, {}, 2))
    .flat()
    .filter((text) => text.startsWith('ROW'));
  expect(rows).toEqual(['ROW ks.t 1', 'ROW ks.t 2']);
  expect(port.opened.filter(({ shard }) => shard === '-80').map(({ request: { position } }) => position)).toEqual([
    'a0',
    'a1',
    'a1',
  ]);
});

test('a gate that closes ends its streams with an error, so that consumers come back', async () => {
  const closing = new AbortController();
  const stream = vstream(
    request({}),
    new FakePort({ '-80': [[transaction('1', 'a1'), 'wait']] }),
    noStats,
    closing.signal,
  );
  await stream.next();
  const next = stream.next();
  closing.abort();
  await expect(next).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('what trying again does not help against ends the stream', async () => {
  const wrong = new VtError({ code: 'INVALID_ARGUMENT', message: 'no such column' });
  await expect(collect(new FakePort({ '80-': [[wrong]] }), {}, 1)).rejects.toThrow('no such column');
});

test('transactions of two shards never interleave, whole or in parts', async () => {
  const parts = (name: string): readonly Step[] => [
    [BEGIN, field(), row(`${name}1`)],
    [row(`${name}2`)],
    [row(`${name}3`), gtid(name), COMMIT],
    'wait',
  ];
  for (const transaction_chunk_size of [0n, 1n]) {
    const port = new FakePort({ '-80': [parts('a')], '80-': [parts('b')] });
    const events = briefs(await collect(port, { flags: { transaction_chunk_size } }, 6)).flat();
    expect(events.filter((text) => !/^(?:VGTID|FIELD)/.test(text))).toEqual(
      ['-80', '80-'].flatMap((shard) => [
        `BEGIN ${shard}`,
        ...[1, 2, 3].map((i) => `ROW ks.t ${shard === '-80' ? 'a' : 'b'}${i}`),
        `COMMIT ${shard}`,
      ]),
    );
  }
});

test('a transaction that broke after a part of it was handed on ends the stream', async () => {
  const lost = new VtError({ code: 'UNAVAILABLE', message: 'gone' });
  const port = new FakePort({ '-80': [[[BEGIN, field(), row('1')], [row('2')], lost]] });
  await expect(collect(port, { flags: { transaction_chunk_size: 1n } }, 10)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
  });
});

test('a copy tells how far it is, and when it is complete in a shard and in all', async () => {
  const lastPk = (completed: boolean): Input => ({
    type: 'LASTPK',
    last_p_k_event: { table_last_p_k: { table_name: 't', lastpk: { rows: [{}] } }, completed },
  });
  const copy = (name: string): readonly Step[] => [
    [BEGIN, field(), gtid(name), COMMIT],
    [BEGIN, row('1'), lastPk(false), COMMIT],
    [BEGIN, lastPk(true), COMMIT],
    [{ type: 'COPY_COMPLETED' }],
    'wait',
  ];
  const port = new FakePort({ '-80': [copy('a')], '80-': [copy('b')] });
  const messages = briefs(await collect(port, { vgtid: { shard_gtids: [{ keyspace: 'ks' }] } }, 9));
  expect(messages.at(-1)).toEqual(['COPY_COMPLETED']);
  expect(messages.filter(([text]) => text === 'COPY_COMPLETED -80' || text === 'COPY_COMPLETED 80-')).toHaveLength(2);
  const positions = messages.flat().filter((text) => text.startsWith('VGTID'));
  expect(positions[0]).toBe('VGTID -80 a, 80- ');
  expect(positions.some((text) => text.includes('-80 a t'))).toBe(true);
  expect(positions.at(-1)).toBe('VGTID -80 a, 80- b');
});

test('heartbeats come when nothing else does', async () => {
  const [message] = await collect(new FakePort({}), { flags: { heartbeat_interval: 1 } }, 1);
  expect(message).toEqual([expect.objectContaining({ type: 'HEARTBEAT' })]);
});

describe('a reshard', () => {
  const journal = (migration_type: 'SHARDS' | 'TABLES' = 'SHARDS', to = ['-40', '40-']): Input => ({
    type: 'JOURNAL',
    journal: {
      id: 7n,
      migration_type,
      participants: ['-80', '80-'].map((shard) => ({ keyspace: 'ks', shard })),
      shard_gtids: to.map((shard) => ({ keyspace: 'ks', shard, gtid: `start ${shard}` })),
    },
  });
  const source = (name: string, to?: string[]): readonly Step[] => [
    transaction(name, `${name}1`),
    [BEGIN, journal('SHARDS', to), gtid(`${name}2`), COMMIT],
    'wait',
  ];
  const cluster = () =>
    new FakePort({
      '-80': [source('a')],
      '80-': [source('b')],
      '-40': [[transaction('c', 'c1'), 'wait']],
      '40-': [[transaction('d', 'd1'), 'wait']],
    });

  test('is followed when all of its sources came to it', async () => {
    const port = cluster();
    const messages = briefs(await collect(port, {}, 4));
    expect(
      messages
        .flat()
        .filter((text) => text.startsWith('ROW'))
        .sort(),
    ).toEqual(['a', 'b', 'c', 'd'].map((r) => `ROW ks.t ${r}`));
    expect(messages.at(-1)).toContain('VGTID -40 c1, 40- d1');
    expect(port.opened.map(({ shard, request: { position } }) => `${shard} ${position}`).slice(2)).toEqual([
      '-40 start -40',
      '40- start 40-',
    ]);
  });

  test.each([
    ['a shard goes on with what its source has left', [{ t: '5' }, {}], ['t 5', 't 5', '']],
    ['each with its own', [{ t: '5' }, { t: '7' }], ['t 5', 't none', 't 7']],
    ['a table that none has begun is not begun', [{ t: null }, { t: null }], ['t null', 't null', 't null']],
    ['what one of two has not begun begins', [{ t: '5' }, { t: null }], ['t 5', 't none', 't null']],
    ['what one of two has whole begins', [{}, { t: null }], ['', 't none', 't null']],
  ])('in the middle of a copy: %s', async (_, [a = {}, b = {}], expected) => {
    const shards = ['-40', '40-c0', 'c0-'];
    const scripts = { '-80': [source('a', shards)], '80-': [source('b', shards)] };
    const begun = Object.fromEntries(shards.map((shard, i) => [shard, [[transaction('c', `c${i}`), 'wait']]] as const));
    const port = new FakePort({ ...scripts, ...begun });
    const keysOf = (left: Readonly<Record<string, string | null | undefined>>) =>
      Object.entries(left).map(([table_name, at]) => ({
        table_name,
        lastpk: at ? { rows: [{ lengths: [at.length], values: Buffer.from(at) }] } : null,
      }));
    const shard_gtids = [
      { keyspace: 'ks', shard: '-80', gtid: 'a0', table_p_ks: keysOf(a) },
      { keyspace: 'ks', shard: '80-', gtid: 'b0', table_p_ks: keysOf(b) },
    ];
    await collect(port, { vgtid: { shard_gtids } }, 5);
    const told = (request: ShardStreamRequest): string =>
      (request.table_last_p_ks ?? [])
        .map(({ table_name, lastpk }) => {
          const [row] = lastpk?.rows ?? [];
          return `${table_name} ${lastpk ? (row ? Buffer.from(row.values ?? '').toString() : 'none') : null}`;
        })
        .join();
    // The second has rows of both sources.
    expect(port.opened.slice(2).map(({ request }) => told(request))).toEqual(expected);
  });

  test('all is copied when the new shards have given what was left', async () => {
    const copied = [{ type: 'COPY_COMPLETED' as const }];
    const port = new FakePort({
      '-80': [source('a')],
      '80-': [source('b')],
      '-40': [[copied, 'wait']],
      '40-': [[copied, 'wait']],
    });
    const table_p_ks = [{ table_name: 't', lastpk: { rows: [{ lengths: [1n], values: Buffer.from('5') }] } }];
    const shard_gtids = ['-80', '80-'].map((shard) => ({ keyspace: 'ks', shard, gtid: 'x', table_p_ks }));
    const messages = briefs(await collect(port, { vgtid: { shard_gtids } }, 5));
    expect(messages.slice(2).flat()).toEqual(['COPY_COMPLETED -40', 'COPY_COMPLETED 40-', 'COPY_COMPLETED']);
  });

  test('ends the stream where that is wanted, with the journals', async () => {
    const messages = briefs(await collect(cluster(), { flags: { stop_on_reshard: true } }, 100));
    expect(messages).toHaveLength(4);
    expect(messages.filter((events) => events.some((text) => text.startsWith('JOURNAL')))).toHaveLength(2);
    expect(messages.at(-1)?.map((text) => text.split(' ')[0])).toEqual(['BEGIN', 'JOURNAL', 'VGTID', 'COMMIT']);
  });

  test('a move of tables goes by, and is not told of', async () => {
    const moved = [[BEGIN, journal('TABLES'), gtid('a1'), COMMIT], transaction('2', 'a2'), 'wait'] as const;
    const told = new FakePort({ '-80': [moved] });
    const messages = briefs(await collect(told, { flags: { include_reshard_journal_events: true } }, 2));
    expect(messages.map((events) => events.map((text) => text.split(' ')[0]))).toEqual([
      ['BEGIN', 'VGTID', 'COMMIT'],
      ['BEGIN', 'FIELD', 'ROW', 'VGTID', 'COMMIT'],
    ]);
    const silent = briefs(await collect(new FakePort({ '-80': [moved] }), {}, 2));
    expect(silent[0]).toEqual(['BEGIN -80', 'VGTID -80 a1, 80- b0', 'COMMIT -80']);
  });

  test('of shards that are not all streamed is refused', async () => {
    const one = { vgtid: { shard_gtids: [{ keyspace: 'ks', shard: '-80', gtid: 'a0' }] } };
    await expect(collect(cluster(), one, 100)).rejects.toThrow('not all journaling participants');
  });
});

describe('where a stream begins', () => {
  const starts = async (...shard_gtids: MessageInput<'binlogdata.ShardGtid'>[]): Promise<string[]> => {
    const port = new FakePort({ '-80': [[transaction('1', 'x'), 'wait']], 0: [[transaction('1', 'x'), 'wait']] });
    await collect(port, { vgtid: { shard_gtids } }, 1);
    return port.opened.map(({ shard, request: { position } }) => `${shard} ${position}`);
  };

  test('named shards, all shards, all keyspaces', async () => {
    expect(await starts({ keyspace: 'ks', shard: '-80', gtid: 'p' })).toEqual(['-80 p']);
    expect(await starts({ keyspace: 'ks' })).toEqual(['-80 ', '80- ']);
    expect(await starts({ gtid: 'current' })).toEqual(['-80 current', '80- current', '0 current']);
    expect(await starts({ keyspace: '/^o', gtid: 'current' })).toEqual(['0 current']);
  });

  test.each([
    [[], 'at least one value'],
    [[{ keyspace: 'ks', gtid: 'p' }], 'if shards are unspecified'],
    [[{ gtid: 'p' }], 'for an empty keyspace'],
    [[{ keyspace: 'none', gtid: 'current' }], 'not found'],
    [
      [
        { keyspace: 'ks', gtid: 'current' },
        { keyspace: 'ks', shard: '-80', gtid: 'p' },
      ],
      'twice',
    ],
  ])('%j is refused', async (shard_gtids, why) => {
    await expect(starts(...(shard_gtids as MessageInput<'binlogdata.ShardGtid'>[]))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(why),
    });
  });
});

test('with minimized skew the shard in front waits for the other', async () => {
  const at = (seconds: number, value: string): readonly Input[] =>
    transaction(value, value).map((event) => ({ ...event, timestamp: BigInt(seconds) }));
  const port = new FakePort({
    '-80': [[at(1000, 'a'), at(5000, 'late'), 'wait']],
    '80-': [[at(1000, 'b'), at(1001, 'c'), at(4900, 'd'), 'wait']],
  });
  const rows = briefs(await collect(port, { flags: { minimize_skew: true } }, 5)).flat();
  expect(rows.filter((text) => text.startsWith('ROW')).at(-1)).toBe('ROW ks.t late');
});
