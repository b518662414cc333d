import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const keyspaces = {
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { moments: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
};

describe.each(availableFlavors())('shards of %s whose time zone is not that of the gate', (flavor) => {
  let mysqld: TestMysqld;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor, ['default-time-zone=+05:00']);
  });

  afterAll(() => mysqld.stop());

  test.each([true, false])(
    'a session that has set none has theirs, or is refused (scratch reads: %s)',
    async (scratchReads) => {
      const serverVersion = flavor === 'mariadb' ? '10.11.11-MariaDB-Vitess' : '8.4.6-Vitess';
      const both = await Differential.start(mysqld, keyspaces, { scratchReads, serverVersion });
      await both.define('sh', 'create table moments (id bigint primary key, n int, at datetime)');
      await both.everywhere(
        "insert into moments values (1, 86400, '2024-02-29 12:00:00'), (2, 172800, '2000-01-01 00:00:00')",
      );
      for (const setting of ['do 0', "set time_zone = '+02:00'", "set time_zone = 'SYSTEM'"]) {
        await both.everywhere(setting);
        for (const sql of [
          'select from_unixtime(max(n)) from moments',
          'select unix_timestamp(max(at)) from moments',
        ]) {
          const { kind } = await both.compare(sql);
          expect(kind).not.toBe('different');
          if (scratchReads || setting.includes('+02:00')) expect(kind).toBe('same');
        }
      }
      both.close();
    },
  );
});
