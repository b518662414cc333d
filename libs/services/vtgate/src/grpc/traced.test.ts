import { Metadata } from '@grpc/grpc-js';
import { activeTraceparent, Tracer } from '@vt/servenv';
import { collectResult } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { traced } from './traced.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE}-b7ad6b7169203331`;

/** What runs below the statement sees of its trace. */
async function seen(sql: string, traceparent?: string, isTracing = true): Promise<string | undefined> {
  const options = { endpoint: 'http://127.0.0.1:1', serviceName: 'vtgate', samplingRate: 0, onProblem() {} };
  const metadata = new Metadata();
  if (traceparent !== undefined) metadata.set('traceparent', traceparent);
  let found: string | undefined;
  const tracer = isTracing ? new Tracer(options) : undefined;
  await traced(tracer, sql, { metadata, peer: '127.0.0.1:9' }, collectResult(), async () => {
    found = activeTraceparent();
  });
  return found;
}

test('a gRPC caller traces by its metadata or by a comment; others are not traced', async () => {
  expect(await seen('select 1 from t', `${PARENT}-01`)).toContain(TRACE);
  expect(await seen(`select 1 from t /* traceparent='${PARENT}-01' */`)).toContain(TRACE);
  expect(await seen('select 1 from t', `${PARENT}-00`)).toBeUndefined();
  expect(await seen('select 1 from t')).toBeUndefined();
  expect(await seen('select 1 from t', 'nonsense')).toBeUndefined();
  expect(await seen('select 1 from t', `${PARENT}-01`, false)).toBeUndefined();
});
