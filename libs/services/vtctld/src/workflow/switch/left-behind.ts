import { VtError } from '@vt/base';
import type { Context } from '../../context.ts';
import { sourceTable } from '../create/filters.ts';
import { isInternal } from '../create/schema.ts';
import { FROZEN, type Migration } from '../migration.ts';
import { literal, reverseName } from '../names.ts';
import type { Primary } from '../shards.ts';
import { each, query, readWorkflows, type StreamRow } from '../tablet-calls.ts';

const PAGE_ROWS = 5_000;
const NAMED_MAX = 5;

/** Columns that hold data, by table. */
type Columns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Throws FAILED_PRECONDITION where the source has what would not come over: tables and columns that were made there since the workflow was (their rows go nowhere, and of
 * those that come before the first row nobody hears), and streams of other workflows that write to shards which are about to stand still, or change a table that moves.
 */
export async function checkNothingIsLeftBehind(
  context: Context,
  migration: Migration,
  signal: AbortSignal,
): Promise<void> {
  if (migration.sources.size === 0) return;
  await checkOthers(context, migration, signal);
  const targets = await each(migration.targets.values(), async ({ primary }) => ({
    primary,
    columns: await columnsOf(context, primary, migration, signal),
  }));
  const missing = await each(migration.sources.values(), async (source) => {
    const own = await columnsOf(context, source, migration, signal);
    return targets.flatMap(({ primary, columns }) =>
      missingIn(own, columns).map((what) => `${what} of ${nameOf(source)} is not on ${nameOf(primary)}`),
    );
  });
  const all = missing.flat();
  if (all.length === 0) return;
  const list = `${all.slice(0, NAMED_MAX).join('; ')}${all.length > NAMED_MAX ? '; …' : ''}`;
  throw failed(`cannot switch traffic for workflow ${migration.workflow}: ${list}`);
}

const failed = (message: string): VtError => new VtError({ code: 'FAILED_PRECONDITION', message });
const nameOf = ({ keyspace, shard }: Primary): string => `${keyspace}/${shard}`;

async function checkOthers(
  context: Context,
  { sources, workflow, kind, tables }: Migration,
  signal: AbortSignal,
): Promise<void> {
  const placed = await readWorkflows(context, sources.values(), undefined, signal);
  const isTorn = ({ bls, message }: StreamRow): boolean =>
    message !== FROZEN && (kind === 'shards' || readsAny(bls?.filter?.rules ?? [], tables));
  const torn = placed.find(
    ({ rows }) =>
      rows.workflow !== reverseName(workflow) &&
      (kind === 'shards' || rows.workflow_type === 'OnlineDDL') &&
      rows.streams.some(isTorn),
  );
  if (!torn) return;
  const { rows, primary } = torn;
  throw failed(
    `cannot switch traffic for workflow ${workflow} while workflow ${rows.workflow} has streams on shard ${nameOf(primary)}: complete or cancel it first`,
  );
}

/** Of an online schema change: it fills a table of another name. */
function readsAny(rules: readonly { readonly filter: string }[], tables: readonly string[]): boolean {
  return rules.some(({ filter }) => filter !== '' && tables.includes(sourceTable(filter)));
}

async function columnsOf(
  context: Context,
  { tablet, database }: Primary,
  { kind, tables }: Migration,
  signal: AbortSignal,
): Promise<Columns> {
  const only = kind === 'tables' ? ` AND c.table_name IN (${tables.map(literal).join(', ')})` : '';
  const sql = `SELECT c.table_name AS tbl, c.column_name AS col FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = ${literal(database)} AND t.table_type = 'BASE TABLE'${only}
    AND c.extra NOT LIKE '%VIRTUAL GENERATED%' AND c.extra NOT LIKE '%STORED GENERATED%' ORDER BY 1, 2`;
  const found = new Map<string, Set<string>>();
  for (let at = 0; ; at += PAGE_ROWS) {
    const rows = await query(context, tablet, `${sql} LIMIT ${PAGE_ROWS} OFFSET ${at}`, signal);
    for (const { tbl, col } of rows) {
      if (!tbl || !col || isInternal(tbl)) continue;
      const known = found.get(tbl) ?? new Set();
      found.set(tbl, known.add(col.toLowerCase()));
    }
    if (rows.length < PAGE_ROWS) return found;
  }
}

function missingIn(own: Columns, other: Columns): string[] {
  return [...own].flatMap(([table, columns]) => {
    const present = other.get(table);
    if (!present) return [`table ${table}`];
    return [...columns].filter((name) => !present.has(name)).map((name) => `column ${table}.${name}`);
  });
}
