import { describe, expect, test } from 'vitest';
import { toMysqlError, toVtError, VtError } from '../index.ts';

describe('VtError', () => {
  test('an error of the catalogue carries id, code, errno and a text that starts with the id', () => {
    const error = VtError.of('VT05003', 'musci');
    expect(error.message).toBe("VT05003: unknown database 'musci' in vschema");
    expect([error.code, error.codeNumber, error.errno, error.state]).toEqual(['NOT_FOUND', 5, 1049, '42000']);
  });

  test('the errno that a mysqld gave wins over everything', () => {
    const error = new VtError({ code: 'ALREADY_EXISTS', message: "Duplicate entry '1' (errno 1062) (sqlstate 23000)" });
    expect(toMysqlError(error)).toMatchObject({ errno: 1062, state: '23000' });
  });

  test.each([
    ['UNIMPLEMENTED', 1235, '42000'],
    ['DEADLINE_EXCEEDED', 1317, '70100'],
    ['UNAVAILABLE', 1105, 'HY000'],
  ] as const)('code %s alone becomes errno %i', (code, errno, state) => {
    expect(toMysqlError(new VtError({ code, message: 'x' }))).toMatchObject({ errno, state });
  });

  test('anything thrown becomes a VtError', () => {
    expect(toVtError(new Error('boom'))).toMatchObject({ code: 'UNKNOWN', message: 'boom' });
    expect(toVtError('text').message).toBe('text');
    expect(toVtError(new DOMException('late', 'TimeoutError')).code).toBe('DEADLINE_EXCEEDED');
  });
});
