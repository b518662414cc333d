import { expect, test } from 'vitest';
import { codeOfErrno } from './error-code.ts';

test.each([
  [1054, 'NOT_FOUND'],
  [1062, 'ALREADY_EXISTS'],
  [1205, 'DEADLINE_EXCEEDED'],
  [1210, 'INVALID_ARGUMENT'],
  [1213, 'ABORTED'],
  [1264, 'FAILED_PRECONDITION'],
  [1370, 'PERMISSION_DENIED'],
  [1690, 'INVALID_ARGUMENT'],
  [3636, 'UNKNOWN'],
])('%i is %s', (errno, code) => {
  expect(codeOfErrno(errno)).toBe(code);
});
