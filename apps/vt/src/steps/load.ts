import { setTimeout as sleep } from 'node:timers/promises';
import { toVtError } from '@vt/base';
import type { MysqlConnection } from '@vt/mysql';
import { fromJson } from '@vt/proto';
import { StartError } from '@vt/servenv/cli';
import type { ClusterConfig } from '../cluster/config.ts';
import { connectGate } from './gate.ts';
import type { KeyspaceFiles, PlacedStatement } from './schema-files.ts';
import type { Vtctl } from './vtctl.ts';

/** How long the gate may take to see tables that have just been made. */
const SCHEMA_SEEN_TIMEOUT_MS = 20_000;

/** Undoes what an earlier start had loaded when it ended, so that loading can begin anew: nobody was told yet that there is a cluster. */
export async function emptySchemas(vtctl: Vtctl, config: ClusterConfig): Promise<void> {
  const shards = config.keyspaces.flatMap(({ name, shards: list }) => list.map((shard) => ({ keyspace: name, shard })));
  await Promise.all(
    shards.map(async ({ keyspace, shard }) => {
      const { shard: found } = await vtctl.call('GetShard', { keyspace, shard_name: shard });
      const tablet_alias = found?.shard?.primary_alias ?? null;
      const sql = `drop database \`vt_${keyspace}\`; create database \`vt_${keyspace}\``;
      await vtctl.call('ExecuteMultiFetchAsDBA', { tablet_alias, sql, reload_schema: true });
    }),
  );
}

/** Creates the tables on every shard, statement by statement, so that an error can name its line. */
export async function applySchemas(vtctl: Vtctl, files: readonly KeyspaceFiles[]): Promise<void> {
  await Promise.all(
    files.map(async ({ keyspace, ddl }) => {
      for (const statement of ddl) {
        await vtctl
          .call('ApplySchema', { keyspace, sql: [statement.sql] })
          .catch((error: unknown) => fail(statement, error));
      }
    }),
  );
}

export async function applyVSchemas(
  vtctl: Vtctl,
  config: ClusterConfig,
  files: readonly KeyspaceFiles[],
): Promise<void> {
  for (const { keyspace, vschema, vschemaFile } of files) {
    const v_schema = fromJson('vschema.Keyspace', vschema);
    await vtctl.call('ApplyVSchema', { keyspace, v_schema, skip_rebuild: true }).catch((error: unknown) => {
      throw new StartError(`${vschemaFile}: ${toVtError(error).message}`);
    });
  }
  await vtctl.call('RebuildVSchemaGraph', { cells: [config.cell] });
}

/** Inserts the rows through vtgate, which puts each into its shard. */
export async function loadRows(
  config: ClusterConfig,
  files: readonly KeyspaceFiles[],
  signal: AbortSignal,
): Promise<void> {
  for (const { keyspace, dml } of files.filter((file) => file.dml.length > 0)) {
    const connection = await connectGate(config, keyspace, signal);
    try {
      const seenBy = Date.now() + SCHEMA_SEEN_TIMEOUT_MS;
      for (const statement of dml) await insert(connection, statement, seenBy, signal);
    } finally {
      connection.close();
    }
  }
}

/** Errors that say no more than that the gate has not heard of a table yet. */
const notYet = /VT05004|VT05005|VT09001|VT09015|doesn't exist|does not exist|not found/i;

async function insert(
  connection: MysqlConnection,
  statement: PlacedStatement,
  seenBy: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await connection.execute(statement.sql);
      return;
    } catch (error) {
      if (Date.now() > seenBy || !notYet.test(toVtError(error).message)) fail(statement, error);
      await sleep(100, undefined, { signal });
    }
  }
}

/** Names the line in the file that MySQL means: it counts from the start of the statement. */
function fail(statement: PlacedStatement, error: unknown): never {
  const { message } = toVtError(error);
  const within = /\bat line (\d+)/.exec(message)?.[1];
  const line = statement.line + (within === undefined ? 0 : Number(within) - 1);
  throw new StartError(`${statement.file}:${line}: ${message}`);
}
