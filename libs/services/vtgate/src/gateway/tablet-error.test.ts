import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import { clientError } from './tablet-error.ts';

test.each([
  "syntax error at position 12 near 'from' (CallerID: user)",
  "target: ks.0.primary: vttablet: rpc error: code = InvalidArgument desc = syntax error at position 12 near 'from'",
])('what the parser of a tablet of Vitess says is an error of syntax: %s', (text) => {
  const { code, errno, state, message } = clientError(new VtError({ code: 'INVALID_ARGUMENT', message: text }), 'ks');
  expect({ code, errno, state, message }).toEqual({
    code: 'INVALID_ARGUMENT',
    errno: 1064,
    state: '42000',
    message: "syntax error at position 12 near 'from'",
  });
});

test('who asked is not told what its name is', () => {
  const message = 'migration not found (CallerID: user)';
  expect(clientError(new VtError({ code: 'NOT_FOUND', message }), 'ks').message).toBe('migration not found');
});

test('what mysqld says has its number, and the keyspace’s name', () => {
  const text =
    "target: ks.0.primary: vttablet: rpc error: code = NotFound desc = Table 'vt_ks.t' doesn't exist (errno 1146) (sqlstate 42S02) (CallerID: u): Sql: \"select 1\", BindVars: {}";
  expect(clientError(new VtError({ code: 'NOT_FOUND', message: text }), 'ks')).toMatchObject({
    errno: 1146,
    state: '42S02',
    message: "Table 'ks.t' doesn't exist",
  });
});
