import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exampleDir } from '../paths.ts';
import { readSchemaDir } from './schema-files.ts';

const keyspaces = [
  { name: 'commerce', shards: ['0'] },
  { name: 'customer', shards: ['-80', '80-'] },
];
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'schema-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, content: string): void {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), content);
}

const sharded =
  '{"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}]}}}';

describe('readSchemaDir', () => {
  test('the example is whole', () => {
    const [commerce, customer] = readSchemaDir(exampleDir, keyspaces);
    expect(commerce?.ddl.map(({ line }) => line)).toEqual([1]);
    expect(commerce?.dml).toHaveLength(1);
    expect(customer?.ddl).toHaveLength(2);
    expect(customer?.dml).toHaveLength(10);
    expect(customer?.vschema.sharded).toBe(true);
  });

  test('files are taken in the order of their names, with line numbers', () => {
    put('commerce/2.sql', 'insert into a values (1);');
    put('commerce/1.sql', '\ncreate table a (id int);\n/* x */ alter table a add b int;');
    put('customer/vschema.json', sharded);
    const [commerce] = readSchemaDir(dir, keyspaces);
    expect(commerce?.ddl.map(({ file, line }) => [file, line])).toEqual([
      [join(dir, 'commerce/1.sql'), 2],
      [join(dir, 'commerce/1.sql'), 3],
    ]);
    expect(commerce?.dml[0]?.file).toBe(join(dir, 'commerce/2.sql'));
  });

  test.each([
    ['a vindex that is missing', sharded.replace('"name": "h"', '"name": "gone"'), /vschema\.json: .*gone/],
    ['a vindex of an unknown type', sharded.replace('"hash"', '"hush"'), /vschema\.json: .*hush/],
    ['an unknown field', '{"sharded": true, "tabels": {}}', /vschema\.json: .*tabels/],
    ['what is no JSON', '{', /vschema\.json: /],
    ['several shards without sharding', '{}', /has 2 shards, so it wants "sharded": true/],
  ])('%s is refused', (_what, vschema, message) => {
    put('customer/vschema.json', vschema);
    expect(() => readSchemaDir(dir, keyspaces)).toThrow(message);
  });

  test('a folder without a keyspace is named', () => {
    put('custommer/a.sql', '');
    expect(() => readSchemaDir(dir, keyspaces)).toThrow('custommer has no keyspace of its name');
    expect(() => readSchemaDir(join(dir, 'no'), keyspaces)).toThrow('is no folder');
  });
});
