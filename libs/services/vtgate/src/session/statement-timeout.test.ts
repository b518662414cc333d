import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { statementTimeoutMs } from './statement-timeout.ts';

const session = (queryTimeoutMs: number, timeoutMsMax: number): Session =>
  ({ queryTimeoutMs, timeoutMsMax }) as unknown as Session;

test.each([
  ['nobody sets one', 0, 0, 0, undefined, undefined],
  ['the gate', 0, 0, 50, undefined, 50],
  ['the session before the gate', 20, 0, 50, undefined, 20],
  ['the statement before both', 20, 0, 50, 900, 900],
  ['the listener alone', 0, 30, 0, undefined, 30],
  ['the listener, which nobody goes beyond', 0, 30, 50, undefined, 30],
  ['nor a statement that asks for none', 0, 30, 0, 0, 30],
  ['less than the listener allows', 20, 30, 0, undefined, 20],
])('%s', (_what, sessions, listeners, gates, own, expected) => {
  expect(statementTimeoutMs(session(sessions, listeners), gates, own)).toBe(expected);
});
