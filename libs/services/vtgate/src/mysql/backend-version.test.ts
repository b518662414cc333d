import type { ResultSink } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { answerRows } from '../executor/session-answers/local-result.ts';
import type { ServingGraph, TabletGateway } from '../gateway/tablet-gateway.ts';
import { followBackendVersion } from './backend-version.ts';

test('the version is asked for until it is known, and again when a primary begins to serve', async () => {
  let version: string | undefined;
  let asked = 0;
  let primaryServes = (): void => {};
  const gateway = {
    execute: async (_target: unknown, _call: unknown, sink: ResultSink) => {
      asked++;
      if (version === undefined) throw new Error('no primary');
      answerRows(sink, [{ name: '@@version' }], [[version]]);
      return { transactionId: 0n, reservedId: 0n, alias: undefined };
    },
  } as unknown as TabletGateway;
  const serving = { keyspaces: () => ['ks'], shards: () => [{ name: '0' }] } as unknown as ServingGraph;
  const told: string[] = [];
  const end = new AbortController();
  const onPrimary = (listener: () => void) => {
    primaryServes = listener;
    return () => {};
  };
  const following = followBackendVersion(gateway, serving, undefined, (v) => told.push(v), onPrimary, end.signal);
  primaryServes();
  await expect.poll(() => asked).toBe(1);
  version = '8.4.6';
  primaryServes();
  await expect.poll(() => told).toEqual(['8.4.6']);
  const known = asked;
  version = '9.7.4';
  primaryServes();
  await expect.poll(() => told).toEqual(['8.4.6', '9.7.4']);
  expect(asked).toBe(known + 1);
  end.abort();
  await following;
});
