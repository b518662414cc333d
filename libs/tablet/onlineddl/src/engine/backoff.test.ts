import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

const MINUTE = 60_000;
const quiet = { isForced: false, forceAfterMs: 0, sinceReadyMs: 0, sinceAttemptMs: 0, attempts: 0 };

test.each([
  ['the first time', {}, true, false],
  ['right after one that failed', { attempts: 1 }, false, false],
  ['a minute after it', { attempts: 1, sinceAttemptMs: MINUTE }, true, false],
  ['not so soon after several', { attempts: 3, sinceAttemptMs: 5 * MINUTE }, false, false],
  ['half an hour after many', { attempts: 3000, sinceAttemptMs: 30 * MINUTE }, true, false],
  ['when told to', { isForced: true, attempts: 3 }, true, true],
  ['when it waited long enough', { forceAfterMs: 1000, sinceReadyMs: 1001, attempts: 3 }, true, true],
  ['before it did', { forceAfterMs: 1000, sinceReadyMs: 999, attempts: 3 }, false, false],
  ['when it does not want to wait', { forceAfterMs: 1, attempts: 3 }, true, true],
])('a cut-over is tried %s', (_when, state, isDue, isForced) => {
  expect(backoff({ ...quiet, ...state })).toEqual({ isDue, isForced });
});
