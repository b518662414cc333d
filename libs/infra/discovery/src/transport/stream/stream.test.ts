import { VtError } from '@vt/base';
import { type CallContext, noState, TabletCallError, type TabletRequest, tabletRequest } from '@vt/proto';
import { collectResult, emptyOk, encodeTextRow, type ResultSink, Type } from '@vt/sqltypes';
import { afterEach, describe, expect, test } from 'vitest';
import { columns, type Handle, oneRow, StreamPair, target } from './testing.ts';

const execute = (sql: string, more: Partial<TabletRequest> = {}): TabletRequest =>
  tabletRequest({ method: 'execute', target, sql, ...more });

const echo: Handle = async (request, sink) => {
  oneRow(sink, request.sql);
  return noState;
};

/** A promise and the way to settle it. */
function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('query stream', () => {
  const pairs: StreamPair[] = [];
  afterEach(() => {
    for (const pair of pairs.splice(0)) pair.close();
  });

  async function pairOf(handle: Handle, options = {}): Promise<StreamPair> {
    const pair = new StreamPair(handle, options);
    pairs.push(pair);
    await pair.start();
    return pair;
  }

  test('many calls at once each get their own answer', async () => {
    const connection = (await pairOf(echo)).connect();
    const texts = Array.from({ length: 500 }, (_, i) => `select ${i % 40}`);
    const answers = await Promise.all(
      texts.map(async (text) => {
        const sink = collectResult();
        await connection.call(execute(text), sink);
        return String((await sink.result).rows[0]?.[0]);
      }),
    );
    expect(answers).toEqual(texts);
  });

  test('requests arrive whole, also larger than a piece of the stream', async () => {
    const seen: TabletRequest[] = [];
    const connection = (
      await pairOf(async (request) => {
        seen.push(request);
        return { transactionId: 7n, reservedId: 8n, alias: { cell: 'zone1', uid: 100 } };
      })
    ).connect();
    const request = execute('insert', {
      begin: true,
      caller: { effective: null, immediate: { username: 'u' } },
      settings: ['set @@sql_mode = 1'],
      options: { workload: 'OLAP' },
      binds: { big: { type: Type.VARBINARY, value: Buffer.alloc(3_000_000, 7) } },
    });
    const state = await connection.call(request, collectResult());
    expect(state).toEqual({ transactionId: 7n, reservedId: 8n, alias: { cell: 'zone1', uid: 100 } });
    expect(seen[0]).toMatchObject({
      sql: 'insert',
      begin: true,
      settings: request.settings,
      options: { workload: 'OLAP' },
    });
    expect(Buffer.compare(seen[0]?.binds.big?.value as Buffer, Buffer.alloc(3_000_000, 7))).toBe(0);
    await connection.call(execute('x'.repeat(100_000)), collectResult());
    expect(seen[1]?.sql).toHaveLength(100_000);
  });

  test('callers and options that differ are told apart, and equal ones are sent once', async () => {
    const seen: TabletRequest[] = [];
    const connection = (
      await pairOf(async (request) => {
        seen.push(request);
        return noState;
      })
    ).connect();
    const callers = [
      { effective: { principal: 'a', component: 'bc' }, immediate: null },
      { effective: { principal: 'ab', component: 'c' }, immediate: null },
      { effective: { principal: 'ab', component: 'c' }, immediate: { username: 'u', groups: ['g', 'h'] } },
      { effective: { principal: 'ab', component: 'c' }, immediate: { username: 'u', groups: ['g1:h'] } },
    ];
    const options = [
      { workload: 'OLAP' },
      { workload: 'DBA' },
      { WorkloadName: 'x', priority: '1' },
      { WorkloadName: 'xpriority=1:1' },
      { transaction_access_mode: ['READ_ONLY'] },
      { authoritative_timeout: 5n },
    ] as const;
    for (let round = 0; round < 2; round += 1) {
      for (const caller of callers) await connection.call(execute('x', { caller: { ...caller } }), collectResult());
      for (const option of options) {
        await connection.call(execute('x', { options: { ...option } as TabletRequest['options'] }), collectResult());
      }
    }
    [...callers, ...callers].forEach((caller, i) => {
      const at = i < callers.length ? i : i + options.length;
      expect(seen[at]?.caller.effective).toMatchObject(caller.effective);
      expect(seen[at]?.caller.immediate).toMatchObject(caller.immediate ?? { username: '' });
    });
    options.forEach((option, i) => {
      expect(seen[callers.length + i]?.options).toMatchObject(option);
      // The same object: the second time it came by number.
      expect(seen[callers.length * 2 + options.length + i]?.options).toBe(seen[callers.length + i]?.options);
    });
  });

  test('several results of one call, and rows larger than a piece of the stream', async () => {
    const big = Buffer.alloc(2_500_000, 'a');
    const connection = (
      await pairOf(async (_request, sink) => {
        sink.columns(columns, 'text');
        sink.rows(encodeTextRow([big]));
        sink.end(emptyOk, true);
        sink.end({ ...emptyOk, affectedRows: 3n }, false);
        return noState;
      })
    ).connect({ windowBytes: 1 << 20 });
    const sink = collectResult();
    await connection.call(execute('call p()'), sink);
    const results = await sink.results;
    expect(results.map((result) => result.affectedRows)).toEqual([0n, 3n]);
    expect(Buffer.compare(results[0]?.rows[0]?.[0] as Buffer, big)).toBe(0);
  });

  test('errors come with what the session holds and whether the request ran', async () => {
    const connection = (
      await pairOf(async (request) => {
        const fields = { code: 'ALREADY_EXISTS', errno: 1062, state: '23000', message: 'Duplicate entry' } as const;
        if (request.sql === 'plain') throw new VtError(fields);
        throw new TabletCallError({
          ...fields,
          held: { transactionId: 5n, reservedId: 0n, alias: { cell: 'c', uid: 1 } },
          mayHaveRun: false,
        });
      })
    ).connect();
    await expect(connection.call(execute('plain'), collectResult())).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      errno: 1062,
      state: '23000',
      message: 'Duplicate entry',
      mayHaveRun: true,
      held: noState,
    });
    await expect(connection.call(execute('begin'), collectResult())).rejects.toMatchObject({
      held: { transactionId: 5n },
      mayHaveRun: false,
    });
  });

  test('a slow reader stops its own producer and nobody else', async () => {
    let sent = 0;
    const produce = async (sink: ResultSink): Promise<void> => {
      const row = encodeTextRow([Buffer.alloc(10_000, 'r')]);
      sink.columns(columns, 'text');
      for (let i = 0; i < 100; i += 1) {
        sent += 1;
        if (!sink.rows(row)) {
          const { promise, resolve } = deferred<void>();
          sink.onDrain = () => resolve();
          await promise;
        }
      }
      sink.end(emptyOk, false);
    };
    const connection = (
      await pairOf(async (request, sink) => {
        if (request.sql !== 'all') return echo(request, sink, undefined as unknown as CallContext);
        await produce(sink);
        return noState;
      })
    ).connect({ windowBytes: 100_000 });

    let got = 0;
    const stopped = deferred<void>();
    const slow: ResultSink = {
      onDrain: undefined,
      columns: () => {},
      rows: (packets) => {
        got += packets.length;
        stopped.resolve();
        return false;
      },
      end: () => {},
      error: () => {},
    };
    const all = connection.call(execute('all'), slow);
    await stopped.promise;
    // Others are answered while it waits.
    for (let i = 0; i < 20; i += 1) await connection.call(execute(`select ${i}`), collectResult());
    expect(sent).toBeLessThanOrEqual(11);
    const reader = setInterval(() => slow.onDrain?.(), 1);
    await all;
    clearInterval(reader);
    expect(sent).toBe(100);
    expect(got).toBe(100 * encodeTextRow([Buffer.alloc(10_000, 'r')]).length);
  });

  test('an abort reaches the tablet; the call fails with what the tablet still holds', async () => {
    const started = deferred<void>();
    const connection = (
      await pairOf(
        (_request, _sink, context) =>
          new Promise((_resolve, reject) => {
            started.resolve();
            context.onCancel(() =>
              reject(
                new TabletCallError({
                  code: 'CANCELED',
                  message: 'stopped',
                  held: { transactionId: 9n, reservedId: 0n, alias: { cell: 'c', uid: 1 } },
                  mayHaveRun: true,
                }),
              ),
            );
          }),
      )
    ).connect({ cancelGraceMs: 20_000 });
    const controller = new AbortController();
    const call = connection.call(execute('sleep', { begin: true }), collectResult(), controller.signal);
    await started.promise;
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELED', mayHaveRun: true, held: { transactionId: 9n } });
    await expect(connection.call(execute('x'), collectResult(), AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELED',
      mayHaveRun: false,
    });
  });

  describe('a KILL QUERY', () => {
    const killed = new VtError({ code: 'CANCELED', errno: 1317, state: '70100', message: 'killed' });

    test('ends with what the tablet answers, a good answer too', async () => {
      const started = deferred<void>();
      const pair = await pairOf(
        (_request, sink, context) =>
          new Promise((resolve) => {
            context.onCancel(() => {
              oneRow(sink, '1');
              resolve(noState);
            });
            started.resolve();
          }),
      );
      const controller = new AbortController();
      const result = collectResult();
      const call = pair.connect({ cancelGraceMs: 20_000 }).call(execute('sleep'), result, controller.signal);
      await started.promise;
      controller.abort(killed);
      await expect(call).resolves.toEqual(noState);
      expect(String((await result.result).rows[0]?.[0])).toBe('1');
    });

    test('fails by itself where the tablet does not answer', async () => {
      const started = deferred<void>();
      const pair = await pairOf(() => {
        started.resolve();
        return new Promise(() => {});
      });
      const controller = new AbortController();
      const call = pair.connect({ cancelGraceMs: 50 }).call(execute('sleep'), collectResult(), controller.signal);
      await started.promise;
      controller.abort(killed);
      await expect(call).rejects.toMatchObject({ code: 'CANCELED', mayHaveRun: true });
    });
  });

  test('a deadline is kept on both ends, also by a tablet that does not answer', async () => {
    const reasons: string[] = [];
    const connection = (
      await pairOf((_request, _sink, context) => {
        context.onCancel(() => reasons.push((context.signal.reason as Error).name));
        return new Promise(() => {});
      })
    ).connect({ cancelGraceMs: 50 });
    await expect(connection.call(execute('sleep', { timeoutMs: 60 }), collectResult())).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveRun: true,
    });
    expect(reasons).toHaveLength(1);
  });

  test('a stream that breaks fails what was under way, and the next call opens another', async () => {
    const started = deferred<void>();
    const pair = await pairOf((request, sink, context) => {
      if (request.sql !== 'hang') return echo(request, sink, context);
      started.resolve();
      return new Promise(() => {});
    });
    const connection = pair.connect();
    const call = connection.call(execute('hang'), collectResult());
    await started.promise;
    const { port } = pair;
    pair.kill();
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', mayHaveRun: true });
    const again = new StreamPair(echo);
    pairs.push(again);
    await again.start(port);
    for (;;) {
      const state = await connection.call(execute('select 1'), collectResult()).catch((error: unknown) => error);
      if (!(state instanceof TabletCallError)) break;
      // Nothing was sent, so everything may be sent again.
      expect(state).toMatchObject({ code: 'UNAVAILABLE', mayHaveRun: false });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test('calls on a connection to nobody fail as not run', async () => {
    const pair = await pairOf(echo);
    const connection = pair.connect();
    pair.kill();
    await expect(connection.call(execute('select 1'), collectResult())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveRun: false,
    });
  });

  test('a request that is too long is refused, and nothing else', async () => {
    const held = deferred<void>();
    const limits = { messageBytesMax: 100_000 };
    const handle: Handle = async (request, sink, context) => {
      if (request.sql === 'select 1') await held.promise;
      return echo(request, sink, context);
    };
    const connection = (await pairOf(handle, limits)).connect(limits);
    const sink = collectResult();
    const running = connection.call(execute('select 1'), sink);
    const big = { type: Type.VARBINARY, value: Buffer.alloc(60_000) };
    await connection.call(execute('insert', { binds: { big } }), collectResult());
    await expect(
      connection.call(execute('insert', { binds: { big, more: big } }), collectResult()),
    ).rejects.toMatchObject({ errno: 1153, code: 'RESOURCE_EXHAUSTED', mayHaveRun: false });
    held.resolve();
    await running;
    expect(String((await sink.result).rows[0]?.[0])).toBe('select 1');
  });

  test('a tablet that forgot texts asks for them', async () => {
    const connection = (await pairOf(echo, { statementBytesMax: 100 })).connect();
    const texts = Array.from({ length: 60 }, (_, i) => `select ${i % 20}, "${'x'.repeat(30)}"`);
    for (const text of texts) {
      const sink = collectResult();
      await connection.call(execute(text), sink);
      expect(String((await sink.result).rows[0]?.[0])).toBe(text);
    }
    const answers = await Promise.all(
      texts.map(async (text) => {
        const sink = collectResult();
        await connection.call(execute(text), sink);
        return String((await sink.result).rows[0]?.[0]);
      }),
    );
    expect(answers).toEqual(texts);
  });

  test('a sink that throws ends its call, not the stream', async () => {
    const connection = (await pairOf(echo)).connect();
    const sink: ResultSink = {
      ...collectResult(),
      columns: () => {
        throw new RangeError('no');
      },
    };
    await expect(connection.call(execute('select 1'), sink)).rejects.toMatchObject({ message: 'no', mayHaveRun: true });
    await connection.call(execute('select 2'), collectResult());
  });

  test('a tablet that drains refuses new requests as not run, and ends when the old ones have ended', async () => {
    const started = deferred<void>();
    const finish = deferred<void>();
    const pair = await pairOf(async (request, sink, context) => {
      if (request.sql !== 'long') return echo(request, sink, context);
      started.resolve();
      await finish.promise;
      return noState;
    });
    const connection = pair.connect();
    const long = connection.call(execute('long'), collectResult());
    await started.promise;
    pair.stream.drain();
    await expect(connection.call(execute('select 1'), collectResult())).rejects.toMatchObject({
      code: 'CLUSTER_EVENT',
      message: 'operation not allowed in state SHUTTING_DOWN',
      mayHaveRun: false,
    });
    finish.resolve();
    expect(await long).toEqual(noState);
  });

  test('more requests than a stream may have are refused as not run', async () => {
    const finish = deferred<void>();
    const connection = (
      await pairOf(
        async () => {
          await finish.promise;
          return noState;
        },
        { callsMax: 2 },
      )
    ).connect();
    const calls = [1, 2, 3].map((i) => connection.call(execute(`${i}`), collectResult()));
    await expect(calls[2]).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', mayHaveRun: false });
    finish.resolve();
    await Promise.all(calls.slice(0, 2));
  });
});
