import { type BindVariable, Type } from '@vt/sqltypes';
import type { TestKeyspace } from '../test-gate.ts';
import type { Differential } from './harness.ts';

/** A statement and its parameters. */
export type Prepared = readonly [sql: string, ...params: readonly BindVariable[]];

export const parameter =
  (type: number) =>
  (value: string): BindVariable => ({ type, value: Buffer.from(value) });

export const NULL_PARAMETER: BindVariable = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

/** A keyspace `sh` of two shards with a table, whose rows are placed by their `id`. */
export const twoShardsOf = (table: string): Readonly<Record<string, TestKeyspace>> => ({
  sh: {
    shards: ['-80', '80-'],
    vschema: {
      sharded: true,
      vindexes: { hash: { type: 'hash' } },
      tables: { [table]: { column_vindexes: [{ column: 'id', name: 'hash' }] } },
    },
  },
});

/** Where a gate answers otherwise than one mysqld, one statement after the other; what an UPDATE stored is asked of the table. */
export async function differences(both: Differential, statements: readonly Prepared[], table: string) {
  const different: string[] = [];
  for (const [sql, ...params] of statements) {
    const said = `${sql} -- ${params.map(({ value }) => Buffer.from(value)).join(', ')}`;
    const verdict = await both.comparePrepared(sql, params);
    if (verdict.kind !== 'same') different.push(`${said}: ${JSON.stringify(verdict)}`);
    if (!sql.startsWith('update')) continue;
    const stored = await both.compare(`select * from ${table} order by id`);
    if (stored.kind !== 'same') different.push(`after ${said}: ${JSON.stringify(stored)}`);
  }
  return different;
}
