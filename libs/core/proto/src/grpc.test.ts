import { credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClient, type ServiceClient, type ServiceHandlers, serviceDefinition } from './index.ts';

const UINT64_MAX = 18446744073709551615n;

type Vitess = ServiceHandlers<'vtgateservice.Vitess'>;
const handlers: Pick<Vitess, 'Execute' | 'StreamExecute'> = {
  Execute: (call, callback) => {
    const sql = call.request.query?.sql ?? '';
    const code = Number(sql);
    if (code > 0) {
      callback({ code, details: 'operation not allowed in state NOT_SERVING', metadata: new Metadata() });
      return;
    }
    callback(null, {
      session: call.request.session,
      result: { insert_id: call.request.session?.last_insert_id ?? 0n },
    });
  },
  StreamExecute: (call) => {
    for (let i = 0; i < 3; i += 1) call.write({ result: { rows_affected: UINT64_MAX - BigInt(i) } });
    call.end();
  },
};

describe('over gRPC', () => {
  const server = new Server();
  let client: ServiceClient<'vtgateservice.Vitess'>;

  beforeAll(async () => {
    server.addService(serviceDefinition('vtgateservice.Vitess'), handlers);
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    client = makeClient('vtgateservice.Vitess', `127.0.0.1:${port}`, credentials.createInsecure());
  });

  afterAll(() => {
    client.close();
    server.forceShutdown();
  });

  test('the largest uint64 is not changed on the way', async () => {
    const response = await client.unary('Execute', {
      session: { last_insert_id: UINT64_MAX, row_count: -9223372036854775808n },
      query: { sql: '' },
    });
    expect(response.result?.insert_id).toBe(UINT64_MAX);
    expect(response.session?.last_insert_id).toBe(UINT64_MAX);
    expect(response.session?.row_count).toBe(-9223372036854775808n);
  });

  test('nor in a stream', async () => {
    const got: bigint[] = [];
    for await (const message of client.serverStream('StreamExecute', {})) got.push(message.result?.rows_affected ?? 0n);
    expect(got).toEqual([UINT64_MAX, UINT64_MAX - 1n, UINT64_MAX - 2n]);
  });

  test.each([3, 14, 16, 17, 18])('status code %i passes through', async (code) => {
    await expect(client.unary('Execute', { query: { sql: String(code) } })).rejects.toMatchObject({
      code,
      details: 'operation not allowed in state NOT_SERVING',
    });
  });

  test('an aborted signal cancels the call', async () => {
    const call = client.unary('Execute', { query: { sql: '' } }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 1 });
  });

  test('a method that the server does not have is not implemented', async () => {
    await expect(client.unary('Prepare', {})).rejects.toMatchObject({ code: 12 });
  });
});
