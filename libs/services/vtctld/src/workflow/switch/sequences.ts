import { VtError } from '@vt/base';
import { ask } from '../../ask.ts';
import type { Context } from '../../context.ts';
import { vschemaOf } from '../create/move-tables.ts';
import type { Migration } from '../migration.ts';
import { ticks } from '../names.ts';
import { type Primary, primariesOf } from '../shards.ts';
import { each } from '../tablet-calls.ts';

/** A sequence that gives values to a column of a table that moves. */
export type Sequence = {
  readonly table: string;
  readonly column: string;
  readonly name: string;
  readonly primary: Primary;
};

/** Sequences of the moved tables in the target's VSchema. */
export async function sequencesOf(context: Context, migration: Migration, signal: AbortSignal): Promise<Sequence[]> {
  const vschema = await vschemaOf(context.topo, migration.targetKeyspace, signal);
  const wanted = migration.tables.flatMap((table) => {
    const auto = vschema.tables[table]?.auto_increment;
    return auto ? [{ table, column: auto.column, sequence: auto.sequence }] : [];
  });
  return Promise.all(
    wanted.map(async ({ table, column, sequence }) => {
      const { keyspace, name } = await locate(context, sequence, signal);
      const [primary] = (await primariesOf(context.topo, keyspace, signal)).values();
      return { table, column, name, primary: primary as Primary };
    }),
  );
}

async function locate(
  { topo }: Context,
  sequence: string,
  signal: AbortSignal,
): Promise<{ keyspace: string; name: string }> {
  const [first = '', second] = sequence.replaceAll('`', '').split('.');
  if (second !== undefined) return { keyspace: first, name: second };
  for (const keyspace of await topo.keyspaces.names({ signal })) {
    const vschema = await vschemaOf(topo, keyspace, signal);
    if (vschema.tables[first]?.type === 'sequence') return { keyspace, name: first };
  }
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `sequence table ${sequence} is in no keyspace's vschema` });
}

/** Lets each sequence go on behind the greatest value that its column has on any shard of the target. */
export async function initializeSequences(
  context: Context,
  migration: Migration,
  sequences: readonly Sequence[],
  signal: AbortSignal,
): Promise<void> {
  if (sequences.length === 0) return;
  const maxima = new Map<string, bigint>();
  await each(migration.targets.values(), async ({ primary }) => {
    const request = {
      sequences: sequences.map(({ name, column, table }) => ({
        backing_table_name: name,
        using_col_escaped: ticks(column),
        using_table_name_escaped: ticks(table),
        using_table_db_name_escaped: ticks(primary.database),
      })),
    };
    const { max_values_by_sequence_table } = await ask(
      context,
      primary.tablet,
      'GetMaxValueForSequences',
      request,
      signal,
    );
    for (const [name, value] of Object.entries(max_values_by_sequence_table)) {
      if (value > (maxima.get(name) ?? 0n)) maxima.set(name, value);
    }
  });
  await each(sequences, async ({ name, primary }) => {
    const max_value = maxima.get(name) ?? 0n;
    const request = { sequences: [{ backing_table_name: name, backing_table_db_name: primary.database, max_value }] };
    await ask(context, primary.tablet, 'UpdateSequenceTables', request, signal);
  });
}

/** Sequences that move: their values must come from the target's table, not from what the source's tablet has in memory. */
export async function resetMovedSequences(context: Context, migration: Migration, signal: AbortSignal): Promise<void> {
  const vschema = await vschemaOf(context.topo, migration.sourceKeyspace, signal);
  const tables = migration.tables.filter((table) => vschema.tables[table]?.type === 'sequence');
  if (tables.length === 0) return;
  await each(migration.sources.values(), ({ tablet }) => ask(context, tablet, 'ResetSequences', { tables }, signal));
}
