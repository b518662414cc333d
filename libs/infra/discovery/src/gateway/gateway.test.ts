import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { create, noState, type QueryHandler, serviceDefinition, TabletCallError, tabletRequest } from '@vt/proto';
import { GrpcChannel } from '@vt/servenv';
import { collectResult } from '@vt/sqltypes';
import { afterEach, describe, expect, test } from 'vitest';
import { HealthCheck } from '../health/health-check.ts';
import { serveQueryStream } from '../transport/stream/serve-query-stream.ts';
import { oneRow } from '../transport/stream/testing.ts';
import { Gateway } from './gateway.ts';

type Call = QueryHandler['call'];

/** A replica that answers as the test says, over the query stream or the compatible service. */
class FakeTablet {
  readonly uid: number;
  readonly server = new Server();
  calls = 0;
  handle: Call;
  port = 0;

  constructor(uid: number, speaksStream: boolean) {
    this.uid = uid;
    this.handle = async (_request, sink) => {
      oneRow(sink, `tablet ${uid}`);
      return noState;
    };
    const stream = serveQueryStream({
      call: (...args) => {
        this.calls += 1;
        return this.handle(...args);
      },
    });
    if (speaksStream) this.server.addService(stream.service, stream.implementation);
    this.server.addService(serviceDefinition('queryservice.Query'), {
      StreamHealth: (call: ServerWritableStream<unknown, unknown>) => {
        call.write({
          target: { keyspace: 'ks', shard: '0', tablet_type: 'REPLICA' },
          serving: true,
          tablet_alias: { cell: 'zone1', uid },
          realtime_stats: {},
          query_stream_version: speaksStream ? 1 : 0,
        });
      },
      Execute: (_call: unknown, callback: (error: null, answer: object) => void) => {
        this.calls += 1;
        callback(null, { result: { rows_affected: BigInt(uid) } });
      },
    });
  }

  async start(): Promise<void> {
    this.port = await new Promise((resolve, reject) => {
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  get record() {
    return create('topodata.Tablet', {
      alias: { cell: 'zone1', uid: this.uid },
      hostname: '127.0.0.1',
      port_map: { grpc: this.port },
      keyspace: 'ks',
      shard: '0',
      type: 'REPLICA',
    });
  }
}

const target = { keyspace: 'ks', shard: '0', tabletType: 'REPLICA' } as const;
const request = tabletRequest({ method: 'execute', target, sql: 'select 1' });

describe('Gateway', () => {
  const closers: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function cluster(tablets: readonly FakeTablet[]): Promise<Gateway> {
    for (const tablet of tablets) {
      await tablet.start();
      closers.push(() => tablet.server.forceShutdown());
    }
    const health = new HealthCheck({ localCell: 'zone1', connect: (address) => new GrpcChannel({ target: address }) });
    closers.push(() => health.close());
    health.setTablets(tablets.map((tablet) => tablet.record));
    const everyone = () => health.all().every((tablet) => tablet.serving);
    await new Promise<void>((resolve) => {
      const stop = health.subscribe(() => everyone() && resolve());
      closers.push(stop);
      if (everyone()) resolve();
    });
    const gateway = new Gateway({ health });
    closers.push(() => gateway.close());
    return gateway;
  }

  const refuses =
    (code: 'CLUSTER_EVENT' | 'INVALID_ARGUMENT', mayHaveRun: boolean): Call =>
    async () => {
      throw new TabletCallError({ code, message: 'not now', mayHaveRun });
    };

  test('a tablet that cannot serve is passed over', async () => {
    const tablets = [1, 2, 3].map((uid) => new FakeTablet(uid, true));
    for (const tablet of tablets.slice(0, 2)) tablet.handle = refuses('CLUSTER_EVENT', false);
    const gateway = await cluster(tablets);
    for (let i = 0; i < 6; i += 1) {
      const sink = collectResult();
      await gateway.execute(request, sink);
      expect(String((await sink.result).rows[0]?.[0])).toBe('tablet 3');
    }
  });

  test('each is tried once, then the last error stands', async () => {
    const tablets = [1, 2].map((uid) => new FakeTablet(uid, true));
    for (const tablet of tablets) tablet.handle = refuses('CLUSTER_EVENT', false);
    const gateway = await cluster(tablets);
    await expect(gateway.execute(request, collectResult())).rejects.toMatchObject({
      code: 'CLUSTER_EVENT',
      message: 'not now',
    });
    expect(tablets.map((tablet) => tablet.calls)).toEqual([1, 1]);
  });

  test.each([
    ['may have run', refuses('CLUSTER_EVENT', true), {}, {}, 1],
    ['may have run, but can be repeated', refuses('CLUSTER_EVENT', true), {}, { repeatable: true }, 2],
    ['is in a transaction', refuses('CLUSTER_EVENT', false), { transactionId: 1n }, {}, 1],
    ['is wrong', refuses('INVALID_ARGUMENT', false), {}, {}, 1],
  ])('a request that %s is sent so often', async (_what, handle, fields, options, calls) => {
    const tablets = [1, 2].map((uid) => new FakeTablet(uid, true));
    for (const tablet of tablets) tablet.handle = handle;
    const gateway = await cluster(tablets);
    await expect(gateway.execute({ ...request, ...fields }, collectResult(), options)).rejects.toThrow('not now');
    expect(tablets.reduce((sum, tablet) => sum + tablet.calls, 0)).toBe(calls);
  });

  test('an answer that has begun is not begun again', async () => {
    const tablets = [1, 2].map((uid) => new FakeTablet(uid, true));
    for (const tablet of tablets) {
      tablet.handle = async (_request, sink) => {
        sink.columns([], 'text');
        throw new TabletCallError({ code: 'UNAVAILABLE', message: 'broken off', mayHaveRun: false });
      };
    }
    const gateway = await cluster(tablets);
    await expect(gateway.execute(request, collectResult(), { repeatable: true })).rejects.toThrow('broken off');
    expect(tablets.reduce((sum, tablet) => sum + tablet.calls, 0)).toBe(1);
  });

  test('a call to a given tablet goes there or nowhere', async () => {
    const gateway = await cluster([1, 2].map((uid) => new FakeTablet(uid, true)));
    for (let i = 0; i < 4; i += 1) {
      const sink = collectResult();
      await gateway.execute(request, sink, { alias: 'zone1-0000000002' });
      expect(String((await sink.result).rows[0]?.[0])).toBe('tablet 2');
    }
    await expect(gateway.execute(request, collectResult(), { alias: 'zone1-0000000009' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      mayHaveRun: false,
    });
  });

  test('a tablet that does not announce the stream is spoken to in the compatible way', async () => {
    const gateway = await cluster([new FakeTablet(5, false)]);
    const sink = collectResult();
    await gateway.execute(request, sink);
    expect((await sink.result).affectedRows).toBe(5n);
  });

  test('without a tablet there is a clear error', async () => {
    const gateway = await cluster([]);
    await expect(gateway.execute(request, collectResult())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'target: ks.0.replica: no healthy tablet available for \'keyspace:"ks" shard:"0" tablet_type:REPLICA\'',
    });
  });
});
