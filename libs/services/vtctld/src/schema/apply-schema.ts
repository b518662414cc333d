import { randomUUID } from 'node:crypto';
import { anySignal, VtError } from '@vt/base';
import { isMigrationId, migrationId, parseDdlStrategy } from '@vt/migration';
import type { Message } from '@vt/proto';
import { splitStatements } from '@vt/sqlparser';
import type { Tablet } from '@vt/topo';
import { needsAnswer } from '../ask.ts';
import type { Context } from '../context.ts';
import { aliasOf, databaseOf } from '../shard-tablets.ts';
import { onPrimaries } from './migrations.ts';
import { planStatements, requireDdl } from './plan-statements.ts';
import { primariesOf } from './primaries.ts';

type Request = Message<'vtctldata.ApplySchemaRequest'>;

const STATEMENT_TIMEOUT_MS = 600_000;

/** Ids of the migrations, and rows that were changed by what was run at once, by shard. */
export type AppliedSchema = {
  readonly uuids: readonly string[];
  readonly affected: ReadonlyMap<string, bigint>;
};

/**
 * Runs each statement on the primary of every shard, one statement at a time and all shards at once, under the keyspace's lock. The first statement that fails
 * anywhere ends it, with an error that names statement and shards; what ran before stays. Under a strategy of migrations they are only handed in.
 */
export async function applySchema(context: Context, request: Request, signal: AbortSignal): Promise<AppliedSchema> {
  const { keyspace, sql } = request;
  if (sql.length === 0) throw invalid('Sql must be a non-empty array');
  const wrong = request.uuid_list.find((uuid) => !isMigrationId(uuid));
  if (wrong !== undefined)
    throw invalid(`invalid UuidList: [${request.uuid_list.join(' ')}]: Not a valid UUID: ${wrong}`);
  const setting = parseDdlStrategy(request.ddl_strategy);
  const statements = sql.flatMap((text) => splitStatements(text).map(({ start, end }) => text.slice(start, end)));
  const plan = planStatements(statements, setting, request.uuid_list);
  const lock = await context.topo.keyspaces.lock(keyspace, 'ApplySchemaKeyspace', { signal });
  try {
    const primaries = await primariesOf(context, keyspace, signal);
    requireDdl(statements, primaries.size);
    if (plan.some(({ kind }) => kind === 'direct')) await needsAnswer(context, primaries.values(), signal);
    const affected = new Map<string, bigint>([...primaries.keys()].map((shard) => [shard, 0n]));
    const migrationContext = request.migration_context || `vtctl:${migrationId(randomUUID())}`;
    const ended = anySignal([signal, lock.lost]);
    for (const [i, step] of plan.entries()) {
      // A tablet reads its whole schema: once, where several statements follow each other.
      const isLast = plan[i + 1]?.kind !== 'direct';
      if (step.kind === 'direct') await runEverywhere(context, primaries, { sql: step.sql, isLast }, affected, ended);
      else await onPrimaries(context, keyspace, step.text(migrationContext), request.caller_id, ended);
    }
    return { uuids: plan.flatMap((step) => (step.kind === 'migration' ? [step.uuid] : [])), affected };
  } finally {
    await lock.unlock();
  }
}

const invalid = (message: string): VtError => new VtError({ code: 'INVALID_ARGUMENT', message });

async function runEverywhere(
  context: Context,
  primaries: ReadonlyMap<string, Tablet>,
  { sql: statement, isLast }: { readonly sql: string; readonly isLast: boolean },
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
          reload_schema: isLast,
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
  await Promise.all([...primaries.values()].map((tablet) => reload(context, tablet, signal)));
  const where = [...failures].map(([shard, error]) => `shard ${shard}: ${error.message}`).join('; ');
  throw new VtError({
    code: first[1].code,
    errno: first[1].errno,
    state: first[1].state,
    message: `schema change failed, statement: ${statement}: ${where}`,
  });
}

/** After a failure: what ran before it stays, and is to be known. */
async function reload(context: Context, tablet: Tablet, signal: AbortSignal): Promise<void> {
  try {
    await context.tablets.call(tablet, 'ReloadSchema', {}, { signal, timeoutMs: context.remoteTimeoutMs });
  } catch (error) {
    context.log.warn({ tablet: aliasOf(tablet), problem: String(error) }, 'the schema is not read again');
  }
}
