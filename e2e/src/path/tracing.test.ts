import type { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { Tracer } from '@vt/servenv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts';
import { Path } from './path.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let path: Path;
let receiver: OtlpReceiver;
let client: MysqlConnection;
let tracers: { readonly gate: Tracer; readonly tablet: Tracer };
const lost: unknown[] = [];

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  const options = { endpoint: receiver.endpoint, samplingRate: 0, onProblem: (error: unknown) => lost.push(error) };
  tracers = {
    gate: new Tracer({ ...options, serviceName: 'vtgate' }),
    tablet: new Tracer({ ...options, serviceName: 'vttablet' }),
  };
  path = await Path.start(availableFlavors()[0] ?? 'mysql', {}, { tracers });
  client = await path.client();
  await client.execute('create table t (id int primary key)');
});

afterAll(async () => {
  await path?.stop();
  receiver?.stop();
});

async function spansOf(sql: string): Promise<readonly ReceivedSpan[]> {
  receiver.spans.length = 0;
  await client.execute(sql).catch(() => {});
  // The gate's span ends with the statement's promise, a moment after the client has the answer.
  await client.execute('select id from t where id = 2');
  await tracers.gate.exporter.flush();
  await tracers.tablet.exporter.flush();
  return receiver.spans;
}

test('a statement whose client traces it gets spans of gate and tablet below the client’s', async () => {
  const spans = await spansOf(`/* traceparent='00-${TRACE}-${PARENT}-01' */ select id from t where id = 1`);
  expect(lost).toEqual([]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  const root = spans.find(({ name }) => name === 'vtgate.Execute');
  expect(root).toMatchObject({ service: 'vtgate', parentSpanId: PARENT });
  const ids = new Map(spans.map((span) => [span.spanId, span]));
  const tablet = spans.find(({ service }) => service === 'vttablet');
  expect(tablet?.name).toBe('vttablet.execute');
  for (const span of spans) {
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
    let top = span;
    while (top.parentSpanId !== PARENT) top = ids.get(top.parentSpanId ?? '') as ReceivedSpan;
    expect(top).toBe(root);
  }
});

test('a failure is told; what nobody traces, or whose client says no, has no span', async () => {
  const failed = await spansOf(`select nowhere from t /* traceparent='00-${TRACE}-${PARENT}-01' */`);
  expect(failed.find(({ name }) => name === 'vtgate.Execute')?.status).toMatchObject({ code: 2 });
  expect(await spansOf(`/* traceparent='00-${TRACE}-${PARENT}-00' */ select id from t where id = 1`)).toEqual([]);
  expect(await spansOf('select id from t where id = 1')).toEqual([]);
});
