import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import type { Stream } from '../engine/stream.ts';
import { deferSecondaryKeys } from './secondary-keys.ts';

const DDL =
  'CREATE TABLE `t` (\n  `id` bigint NOT NULL,\n  `a` int DEFAULT NULL,\n  PRIMARY KEY (`id`),\n  KEY `a` (`a`)\n)';

/** A stream whose table has a key, until somebody else takes it off just before this one does. */
function stream(errno: number) {
  const executed: string[] = [];
  const execute = async (statement: string): Promise<void> => {
    executed.push(statement);
    if (statement.startsWith('ALTER')) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'no', errno });
  };
  const query = async () => [{ 'Create Table': DDL }];
  const { signal } = new AbortController();
  const one = { control: { query, execute }, signal, id: 7, dbName: 'vt_ks', isMariadb: false };
  return { one: one as unknown as Stream, executed };
}

test('keys that another stream into the same table takes off at the same moment are put back by both', async () => {
  const { one, executed } = stream(1091);
  await deferSecondaryKeys(one, 't');
  expect(executed[0]).toMatch(/post_copy_action.*ALTER TABLE .*ADD /s);
  expect(executed[1]).toBe('ALTER TABLE `vt_ks`.`t` DROP KEY `a`');
});

test('keys by which children name rows stay', async () => {
  const { one, executed } = stream(1553);
  await deferSecondaryKeys(one, 't');
  expect(executed.at(-1)).toMatch(/DELETE FROM _vt.post_copy_action WHERE vrepl_id = 7 AND table_name = 't'/);
});

test('any other failure is one', async () => {
  await expect(deferSecondaryKeys(stream(1205).one, 't')).rejects.toThrow('no');
});
