import type { Command } from '../command.ts';
import * as backups from './backups.ts';
import * as cells from './cells.ts';
import * as keyspaces from './keyspaces.ts';
import * as onlineDdl from './online-ddl.ts';
import * as reparents from './reparents.ts';
import * as rules from './rules.ts';
import * as schema from './schema.ts';
import * as schemaMore from './schema-more.ts';
import * as shards from './shards.ts';
import * as tabletCalls from './tablet-calls.ts';
import * as tablets from './tablets.ts';
import * as throttler from './throttler.ts';
import * as topology from './topology.ts';
import * as transactions from './transactions.ts';
import * as validation from './validation.ts';
import * as lookupVindexes from './workflows/lookup-vindex.ts';
import * as materialize from './workflows/materialize.ts';
import * as migrate from './workflows/migrate.ts';
import * as mount from './workflows/mount.ts';
import * as moveTables from './workflows/move-tables.ts';
import * as reshard from './workflows/reshard.ts';
import * as vdiff from './workflows/vdiff.ts';
import * as workflow from './workflows/workflow.ts';

/** Every command, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [
    backups,
    cells,
    keyspaces,
    onlineDdl,
    reparents,
    rules,
    schema,
    schemaMore,
    shards,
    tabletCalls,
    tablets,
    throttler,
    topology,
    transactions,
    validation,
    lookupVindexes,
    materialize,
    migrate,
    mount,
    moveTables,
    reshard,
    vdiff,
    workflow,
  ]
    .flatMap((family) => Object.values(family).filter(isCommand))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((command) => [command.name, command]),
);

/** Families export helpers for tests too. */
function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'run' in value;
}
