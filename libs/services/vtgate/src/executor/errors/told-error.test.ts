import { VtError } from '@vt/base';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { describe, expect, test } from 'vitest';
import { TestGate } from '../../testing/test-gate.ts';
import { shortened } from './told-error.ts';

test('a long text ends in a mark, and is as long as it may be', () => {
  const error = new VtError({ code: 'NOT_FOUND', errno: 1146, state: '42S02', message: 'x'.repeat(100) });
  for (const max of [0, 100]) expect(shortened(error, max)).toBe(error);
  const { code, errno, state, message } = shortened(error, 20);
  expect({ code, errno, state }).toEqual({ code: 'NOT_FOUND', errno: 1146, state: '42S02' });
  expect(message).toBe(`${'x'.repeat(8)} [TRUNCATED]`);
  for (const max of [1, 12]) expect(shortened(error, max).message).toBe('[TRUNCATED]');
});

describe.each(availableFlavors().slice(0, 1))('errors of %s', (flavor) => {
  test('are cut off where the operator says so', async () => {
    const mysqld = await TestMysqld.start(flavor);
    const gate = new TestGate(mysqld.rootOptions, { un: { shards: ['0'], vschema: {} } }, { errorLengthMax: 30 });
    await gate.createDatabases();
    const session = gate.session();
    await session.all('use un');
    expect(await session.error('select * from a_table_that_is_nowhere')).toMatchObject({
      errno: 1146,
      message: expect.stringMatching(/^Table 'un\.a_t.* \[TRUNCATED\]$/),
    });
    gate.close();
    await mysqld.stop();
  });
});
