import { VtError } from '@vt/base';
import { create, type Message, type MessageInput } from '@vt/proto';
import { executeFetches } from './execute-fetch.ts';
import { readSchema } from './read-schema.ts';
import type { TabletManager } from './tablet-manager.ts';

type Schema = MessageInput<'tabletmanagerdata.SchemaDefinition'>;
type ApplyRequest = Message<'tabletmanagerdata.ApplySchemaRequest'>;
type Change = { readonly before_schema: Schema; readonly after_schema: Schema };

const PREFLIGHT = '_vt_preflight';

/** Runs a change of the schema; `before_schema` and `after_schema`, where they are given, must be what it finds and what it leaves, unless `force`. */
export async function applySchema(manager: TabletManager, request: ApplyRequest, signal: AbortSignal): Promise<Change> {
  const { dbName } = manager.identity;
  const before = await schemaOf(manager, dbName, signal);
  if (request.before_schema && !isSame(request.before_schema, before)) {
    if (request.after_schema && isSame(request.after_schema, before))
      return { before_schema: before, after_schema: before };
    if (!request.force) throw differs(manager, 'before');
  }
  await run(manager, dbName, request.sql, signal, request);
  const after = await schemaOf(manager, dbName, signal);
  if (request.after_schema && !request.force && !isSame(request.after_schema, after)) throw differs(manager, 'after');
  return { before_schema: before, after_schema: after };
}

/** What each change, one after the other, would make of the schema; tried on a copy without rows that is not replicated. */
export async function preflightSchema(
  manager: TabletManager,
  changes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const original = await schemaOf(manager, manager.identity.dbName, signal);
  const creates = (original.table_definitions ?? []).flatMap(({ schema, type }) =>
    type === 'BASE TABLE' ? (schema ?? []) : [],
  );
  const found: Change[] = [];
  await run(manager, '', `DROP DATABASE IF EXISTS ${PREFLIGHT}; CREATE DATABASE ${PREFLIGHT}`, signal);
  try {
    await run(manager, PREFLIGHT, creates.join(';\n'), signal, { disable_foreign_key_checks: true });
    let before = await schemaOf(manager, PREFLIGHT, signal);
    for (const change of changes) {
      await run(manager, PREFLIGHT, change, signal);
      const after = await schemaOf(manager, PREFLIGHT, signal);
      found.push({ before_schema: before, after_schema: after });
      before = after;
    }
  } finally {
    await run(manager, '', `DROP DATABASE IF EXISTS ${PREFLIGHT}`, new AbortController().signal);
  }
  return found;
}

type RunOptions = Partial<Pick<ApplyRequest, 'allow_replication' | 'disable_foreign_key_checks' | 'sql_mode'>>;

async function run(
  manager: TabletManager,
  dbName: string,
  sql: string,
  signal: AbortSignal,
  options: RunOptions = {},
): Promise<void> {
  if (sql.trim() === '') return;
  await executeFetches(manager, {
    user: 'vt_dba',
    sql: Buffer.from(sql),
    rowsMax: 1,
    dbName,
    disableBinlogs: !options.allow_replication,
    disableForeignKeyChecks: options.disable_foreign_key_checks ?? false,
    sqlMode: options.sql_mode ?? '',
    reloadSchema: dbName === manager.identity.dbName,
    signal,
  });
}

function schemaOf(manager: TabletManager, dbName: string, signal: AbortSignal): Promise<Schema> {
  const request = create('tabletmanagerdata.GetSchemaRequest', { include_views: true, table_schema_only: true });
  return readSchema(manager, request, signal, dbName);
}

/** By the definitions of tables and views alone. */
function isSame(a: Schema, b: Schema): boolean {
  const texts = ({ table_definitions = [] }: Schema): string =>
    JSON.stringify(table_definitions.map(({ name, schema }) => [name, schema]).sort());
  return texts(a) === texts(b);
}

function differs({ identity }: TabletManager, when: 'after' | 'before'): VtError {
  const message = `the schema of ${identity.keyspace}/${identity.shard} ${when} the change is not the one that was given`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
