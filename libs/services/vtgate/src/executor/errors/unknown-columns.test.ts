import { VtError } from '@vt/base';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, TestMysqld } from '@vt/mysql/testing';
import type { VSchema } from '@vt/vschema';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TestGate } from '../../testing/test-gate.ts';
import type { ExecutorDeps } from '../deps.ts';
import { hasNewColumns } from './unknown-columns.ts';

const byId = { column_vindexes: [{ column: 'id', name: 'hash' }] };
const keyspaces = {
  ks: {
    shards: ['-80', '80-'],
    vschema: { sharded: true, vindexes: { hash: { type: 'hash' } }, tables: { t: byId } },
  },
};

describe.each(availableFlavors())('tables that a gate does not know yet, on %s', (flavor) => {
  let mysqld: TestMysqld;
  let gate: TestGate;

  /** Past the gate, as another gate or a tablet does it. */
  async function create(table: string): Promise<void> {
    const admin = await MysqlConnection.connect(mysqld.rootOptions);
    const { rows } = await admin.execute(
      "select schema_name from information_schema.schemata where schema_name like '%ks%'",
    );
    for (const [name] of rows)
      await admin.execute(`create table \`${String(name)}\`.${table} (id bigint primary key, v int)`);
    admin.close();
  }

  beforeAll(async () => {
    mysqld = await TestMysqld.start(flavor);
    gate = new TestGate(mysqld.rootOptions, keyspaces);
    await gate.createDatabases();
  });

  afterAll(async () => {
    gate?.close();
    await mysqld?.stop();
  });

  test('are asked for when an INSERT needs their columns', async () => {
    const session = gate.session();
    await session.all('use ks');
    await create('t');
    await session.all('insert into t values (1, 10), (2, 20)');
    expect(await session.rows('select v from t order by id')).toEqual([['10'], ['20']]);
  });
});

test('tablets that do not answer are not waited for', async () => {
  const vschema = {} as VSchema;
  const schemaChanged = () => new Promise<void>(() => {});
  const deps = { vschema: () => vschema, schemaChanged, serving: {} } as unknown as ExecutorDeps;
  expect(await hasNewColumns(deps, 'a', VtError.of('VT09004'), vschema)).toBe(false);
});

test('tablets are asked once a second, and only for such a refusal', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(10_000);
  try {
    const vschema = {} as VSchema;
    const asked: string[] = [];
    const schemaChanged = async (keyspace: string) => void asked.push(keyspace);
    const serving = { keyspaces: () => ['a', 'b'] };
    const deps = { vschema: () => vschema, schemaChanged, serving } as unknown as ExecutorDeps;
    expect(await hasNewColumns(deps, 'a', VtError.of('VT13001', 'x'), vschema)).toBe(false);
    const refusal = VtError.of('VT09004');
    expect(await hasNewColumns(deps, 'a', refusal, vschema)).toBe(false);
    expect(await hasNewColumns(deps, 'a', refusal, vschema)).toBe(false);
    expect(asked).toEqual(['a']);
    now.mockReturnValue(11_000);
    expect(await hasNewColumns(deps, '', refusal, vschema)).toBe(false);
    expect(asked).toEqual(['a', 'a', 'b']);
    expect(await hasNewColumns(deps, 'a', refusal, {} as VSchema)).toBe(true);
  } finally {
    now.mockRestore();
  }
});
