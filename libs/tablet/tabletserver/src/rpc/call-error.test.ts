import { VtError } from '@vt/base';
import { tabletRequest } from '@vt/proto/hot';
import { Type } from '@vt/sqltypes';
import { expect, test } from 'vitest';
import { describeError } from './call-error.ts';

test('what mysqld said is followed by who asked, and by what was run, as Vitess prints it', () => {
  const request = tabletRequest({
    method: 'execute',
    target: { keyspace: 'ks', shard: '0', tabletType: 'PRIMARY' },
    caller: {
      effective: { principal: '', component: '', subcomponent: '' },
      immediate: { username: 'me', groups: [] },
    },
    sql: 'insert into u(id) values (:b)',
    binds: {
      b: { type: Type.INT64, value: Buffer.from('1') },
      a: { type: Type.VARCHAR, value: Buffer.from('x"y') },
    },
  });
  const error = new VtError({
    code: 'ALREADY_EXISTS',
    errno: 1062,
    message: "Duplicate entry '1' (errno 1062) (sqlstate 23000)",
  });
  expect(describeError(error, request).message).toBe(
    `Duplicate entry '1' (errno 1062) (sqlstate 23000) (CallerID: me): Sql: "insert into u(id) values (:b)", BindVars: {a: "type:VARCHAR value:\\"x\\\\\\"y\\""b: "type:INT64 value:\\"1\\""}`,
  );
});
