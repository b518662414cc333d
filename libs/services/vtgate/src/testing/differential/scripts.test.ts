import { readdirSync, readFileSync } from 'node:fs';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Differential } from './harness.ts';

const folder = new URL('scripts/', import.meta.url);
const by = (column: string, name: string) => ({ column_vindexes: [{ column, name }] });
const keyspaces = {
  un: { shards: ['0'], vschema: {} },
  sh: {
    shards: ['-40', '40-80', '80-c0', 'c0-'],
    vschema: {
      sharded: true,
      vindexes: {
        hash: { type: 'hash' },
        xxhash: { type: 'xxhash' },
        numeric: { type: 'numeric' },
        binary: { type: 'binary' },
        uq: {
          type: 'lookup_unique',
          params: { table: 'un.uq_idx', from: 'uq', to: 'keyspace_id' },
          owner: 'owned',
        },
        lk: {
          type: 'consistent_lookup',
          params: { table: 'un.lk_idx', from: 'lk,id,seq', to: 'keyspace_id' },
          owner: 'owned',
        },
      },
      tables: {
        users: by('id', 'hash'),
        posts: by('author_id', 'hash'),
        kv: by('k', 'xxhash'),
        fixed: by('k', 'xxhash'),
        padded: by('k', 'xxhash'),
        numbered: by('id', 'numeric'),
        keyed: by('id', 'binary'),
        owned: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'uq', name: 'uq' },
            { columns: ['lk', 'id', 'seq'], name: 'lk' },
          ],
        },
        everywhere: { type: 'reference' },
        remarks: {
          column_vindexes: [
            { column: 'id', name: 'hash' },
            { column: 'uq', name: 'uq' },
          ],
        },
      },
    },
  },
};

/** `keyspace: create table …` (or view) defines; each other line is said to one mysqld and to the gate over four shards. `-- natively`: without the scratch road; `-- on MariaDB too`: there as well; `-- for MariaDB alone`: only there. `-- in sh`: with a keyspace selected. */
const scripts = readdirSync(folder).map((name) => ({
  name,
  lines: readFileSync(new URL(name, folder), 'utf8').split('\n'),
}));

describe.each(availableFlavors())('scripts over shards of %s', (flavor) => {
  let mysqld: TestMysqld;

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
  });

  afterAll(() => mysqld.stop());

  const own = scripts.filter(({ lines }) => {
    if (lines.includes('-- for MariaDB alone')) return flavor === 'mariadb';
    return flavor === 'mysql' || lines.includes('-- on MariaDB too');
  });
  test.each(own)('$name', async ({ lines }) => {
    const options = {
      scratchReads: !lines.includes('-- natively'),
      ...(flavor === 'mariadb' && { serverVersion: '10.11.11-MariaDB-Vitess' }),
    };
    const both = await Differential.start(mysqld, keyspaces, options, 'plain_script');
    const different: string[] = [];
    for (const line of lines) {
      const selected = /^-- in (\w+)$/.exec(line)?.[1];
      if (selected !== undefined) await both.use(selected);
      if (line === '' || line.startsWith('-- ')) continue;
      const [, keyspace, ddl] = /^(\w+): (create (?:table|view) .*)$/.exec(line) ?? [];
      if (keyspace !== undefined && ddl !== undefined) {
        await both.define(keyspace, ddl);
        continue;
      }
      const verdict = await both.compare(line, undefined, true);
      if (verdict.kind !== 'same') different.push(`${line}: ${JSON.stringify(verdict)}`);
    }
    both.close();
    expect(different).toEqual([]);
  });
});
