import { VtError } from '@vt/base';
import type { Tablet, TabletAliasLike } from '@vt/topo';
import type { Context } from './context.ts';

export { aliasOf, durationMs, shardTablets, timeOf } from '@vt/reparent';

/** The tablet that a request names; a request without an alias is INVALID_ARGUMENT. */
export async function requestedTablet(
  context: Context,
  alias: TabletAliasLike | null,
  signal: AbortSignal,
): Promise<Tablet> {
  if (alias === null || alias.cell === '')
    throw new VtError({ code: 'INVALID_ARGUMENT', message: 'a tablet alias is needed' });
  return (await context.topo.tablets.get(alias, { signal })).value;
}

/** A definition as GetSchema gives it, with its database named; older tablets of ours quote what stands for the name. */
export function withDatabase(definition: string, database: string): string {
  const quoted = `\`${database.replaceAll('`', '``')}\``;
  return definition.replaceAll('`{{.DatabaseName}}`', '{{.DatabaseName}}').replaceAll('{{.DatabaseName}}', quoted);
}

/** The database of the tablet's keyspace on its mysqld. */
export function databaseOf(tablet: Tablet): string {
  return tablet.db_name_override || `vt_${tablet.keyspace}`;
}
