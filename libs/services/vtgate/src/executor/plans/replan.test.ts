import { VtError } from '@vt/base';
import { TabletCallError } from '@vt/proto';
import { collectResult, emptyOk } from '@vt/sqltypes';
import { describe, expect, test } from 'vitest';
import type { StatementRun } from '../statement.ts';
import { hasMoved, replanning } from './replan.ts';

const refusal = (
  message: string,
  mayHaveRun = false,
  code: 'CLUSTER_EVENT' | 'FAILED_PRECONDITION' = 'FAILED_PRECONDITION',
) => new VtError({ code, message, cause: new TabletCallError({ code, message, mayHaveRun }) });

const moved = refusal('disallowed due to rule: enforce denied tables');

/** A run whose VSchema is what `vschema` says at the time. */
function runOf(
  vschema: () => object,
  inTransaction = false,
  shards = { calls: 0 },
  serving = { generation: 0 },
): { run: StatementRun; answer: ReturnType<typeof collectResult> } {
  const answer = collectResult();
  const run = {
    deps: { vschema, serving },
    shards,
    session: { inTransaction, target: { tabletType: 'PRIMARY', destination: undefined } },
    signal: new AbortController().signal,
    sink: answer,
  };
  return { run: run as unknown as StatementRun, answer };
}

test.each([
  ['tables moved', moved, true],
  ['not serving', refusal('operation not allowed in state NOT_SERVING', false, 'CLUSTER_EVENT'), true],
  ['may have run', refusal('operation not allowed in state SHUTTING_DOWN', true, 'CLUSTER_EVENT'), false],
  ['another rule', refusal('disallowed due to rule: no deletes'), false],
  ['not from a tablet', new VtError({ code: 'CLUSTER_EVENT', message: 'x' }), false],
])('whether a statement is to be planned anew: %s', (_what, error, expected) => {
  expect(hasMoved(error)).toBe(expected);
});

describe('a statement whose tables moved', () => {
  test('runs when the routing is new', async () => {
    let now = {};
    let calls = 0;
    const { run, answer } = runOf(() => now);
    await replanning(run, 10_000, async ({ sink }) => {
      if (++calls < 3) {
        // The topology tells a moment later.
        setTimeout(() => {
          now = {};
        }, 30);
        throw moved;
      }
      sink.end(emptyOk, false);
    });
    expect(calls).toBe(3);
    await answer.result;
  });

  test('runs at once when shards moved while it waited, which no VSchema tells', async () => {
    const serving = { generation: 1 };
    let [calls, looks] = [0, 0];
    const vschema = (): object => {
      looks++;
      return fixed;
    };
    const { run } = runOf(vschema, false, { calls: 0 }, serving);
    await replanning(run, 10_000, async ({ sink }) => {
      if (++calls > 1) return sink.end(emptyOk, false);
      serving.generation++;
      throw refusal('operation not allowed in state NOT_SERVING', false, 'CLUSTER_EVENT');
    });
    // Before each attempt, and once between them.
    expect([calls, looks]).toEqual([2, 3]);
  });

  test.each([
    ['no news come', runOf(() => fixed).run, async () => Promise.reject(moved), 1, 50],
    [
      'it made no call, or several, in a transaction',
      runOf(() => ({}), true).run,
      async () => Promise.reject(moved),
      1,
    ],
    ['it keeps being refused', runOf(() => ({})).run, async () => Promise.reject(moved), 20],
    [
      'the client has seen a part',
      runOf(() => ({})).run,
      async ({ sink }: StatementRun) => {
        sink.columns([], 'text');
        throw moved;
      },
      1,
    ],
  ])('fails when %s', async (_what, run, attempt, expected, windowMs = 10_000) => {
    let calls = 0;
    const counted = async (again: StatementRun): Promise<void> => {
      calls++;
      await attempt(again);
    };
    await expect(replanning(run, windowMs, counted)).rejects.toBe(moved);
    expect(calls).toBe(expected);
  });
});

test('a statement whose one call was refused in a transaction runs where its tables are now', async () => {
  const shards = { calls: 5 };
  const { run, answer } = runOf(() => ({}), true, shards);
  await replanning(run, 10_000, async ({ sink }) => {
    if (++shards.calls === 6) throw moved;
    sink.end(emptyOk, false);
  });
  expect(shards.calls).toBe(7);
  await answer.result;
});

const fixed = {};
