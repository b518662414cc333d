import { VtError } from '@vt/base';
import type { Move } from './move-tables.ts';
import { autoIncrementColumn } from './schema.ts';

export type AutoIncrement = { readonly column: string; readonly sequence: string };

/** Columns that counted by themselves and get a sequence instead, by table: with `REPLACE`, in a sharded target. */
export function autoIncrements({ request, targetVSchema, tables, schemas }: Move): Map<string, AutoIncrement> {
  const options = request.workflow_options;
  if (!targetVSchema.sharded || options?.sharded_auto_increment_handling !== 'REPLACE') return new Map();
  if (options.global_keyspace === '') {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: 'replacing auto_increment by sequences needs a global keyspace, which must be unsharded',
    });
  }
  const found = tables.map((table) => [table, autoIncrementColumn(schemas.get(table)?.schema ?? '')] as const);
  return new Map(
    found.flatMap(([table, column]) =>
      column === undefined ? [] : [[table, { column, sequence: `${options.global_keyspace}.${table}_seq` }] as const],
    ),
  );
}
