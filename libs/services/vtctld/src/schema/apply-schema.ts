import { anySignal, VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { splitStatements } from '@vt/sqlparser';
import type { Tablet } from '@vt/topo';
import type { Context } from '../context.ts';
import { databaseOf } from '../shard-tablets.ts';

type Request = Message<'vtctldata.ApplySchemaRequest'>;

const STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Runs each statement on the primary of every shard, one statement at a time and all shards at once, under the keyspace's lock. The first statement that fails
 * anywhere ends it, with an error that names statement and shards; what ran before stays.
 */
export async function applySchema(
  context: Context,
  request: Request,
  signal: AbortSignal,
): Promise<Map<string, bigint>> {
  const { keyspace, sql, ddl_strategy } = request;
  if (ddl_strategy !== '' && ddl_strategy !== 'direct') throw VtError.of('VT12001', `ddl_strategy ${ddl_strategy}`);
  const lock = await context.topo.keyspaces.lock(keyspace, 'ApplySchemaKeyspace', { signal });
  try {
    const primaries = await primariesOf(context, keyspace, signal);
    const affected = new Map<string, bigint>([...primaries.keys()].map((shard) => [shard, 0n]));
    const statements = sql.flatMap((text) => splitStatements(text).map(({ start, end }) => text.slice(start, end)));
    for (const statement of statements)
      await runEverywhere(context, primaries, statement, affected, anySignal([signal, lock.lost]));
    return affected;
  } finally {
    await lock.unlock();
  }
}

/** The primary of each serving shard; a shard without one is an error, before anything is changed. */
async function primariesOf(context: Context, keyspace: string, signal: AbortSignal): Promise<Map<string, Tablet>> {
  const primaries = new Map<string, Tablet>();
  for (const { name, value: shard } of await context.topo.shards.all(keyspace, { signal })) {
    if (shard.primary_alias === null)
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `shard ${keyspace}/${name} has no primary` });
    primaries.set(name, (await context.topo.tablets.get(shard.primary_alias, { signal })).value);
  }
  if (primaries.size === 0)
    throw new VtError({ code: 'FAILED_PRECONDITION', message: `keyspace ${keyspace} has no shards` });
  return primaries;
}

async function runEverywhere(
  context: Context,
  primaries: ReadonlyMap<string, Tablet>,
  statement: string,
  affected: Map<string, bigint>,
  signal: AbortSignal,
): Promise<void> {
  const failures = new Map<string, VtError>();
  await Promise.all(
    [...primaries].map(async ([shard, tablet]) => {
      try {
        const request = {
          query: Buffer.from(statement),
          db_name: databaseOf(tablet),
          max_rows: 10n,
          reload_schema: true,
        };
        const { result } = await context.tablets.call(tablet, 'ExecuteFetchAsDba', request, {
          signal,
          timeoutMs: STATEMENT_TIMEOUT_MS,
        });
        affected.set(shard, (affected.get(shard) ?? 0n) + (result?.rows_affected ?? 0n));
      } catch (error) {
        failures.set(
          shard,
          error instanceof VtError ? error : new VtError({ code: 'UNKNOWN', message: String(error) }),
        );
      }
    }),
  );
  const [first] = failures;
  if (first === undefined) return;
  const where = [...failures].map(([shard, error]) => `shard ${shard}: ${error.message}`).join('; ');
  throw new VtError({
    code: first[1].code,
    errno: first[1].errno,
    state: first[1].state,
    message: `schema change failed, statement: ${statement}: ${where}`,
  });
}
