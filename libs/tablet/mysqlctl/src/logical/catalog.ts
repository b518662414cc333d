import { VtError } from '@vt/base';
import { quote, type SqlExecutor } from '../sql-executor.ts';
import type { DumpColumn } from './columns.ts';

export type DumpTable = {
  readonly schema: string;
  readonly name: string;
  readonly engine: string;
  /** Those with values of their own: generated ones are left out. */
  readonly columns: readonly DumpColumn[];
};

export type Named = { readonly schema: string; readonly name: string };

/** What a server holds beside its own system schemas. */
export type Catalog = {
  readonly schemas: readonly string[];
  readonly tables: readonly DumpTable[];
  /** MariaDB's; they count as tables to it. */
  readonly sequences: readonly Named[];
  readonly views: readonly Named[];
  readonly routines: readonly (Named & { readonly kind: 'FUNCTION' | 'PROCEDURE' | 'PACKAGE' | 'PACKAGE BODY' })[];
  readonly triggers: readonly Named[];
  readonly events: readonly Named[];
};

const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys'].map(quote).join(', ');

export async function readCatalog(sql: SqlExecutor, signal: AbortSignal): Promise<Catalog> {
  const ask = async (statement: string) => await sql.query(statement, signal);
  const named = async (from: string, schema: string, name: string): Promise<Named[]> => {
    const rows = await ask(
      `SELECT ${schema} AS s, ${name} AS n FROM information_schema.${from} WHERE ${schema} NOT IN (${SYSTEM}) ORDER BY 1, 2`,
    );
    return rows.map((row) => ({ schema: row['s'] ?? '', name: row['n'] ?? '' }));
  };
  const schemas = await ask(
    `SELECT schema_name AS s FROM information_schema.schemata WHERE schema_name NOT IN (${SYSTEM}) ORDER BY 1`,
  );
  const tables = await ask(
    `SELECT table_schema AS s, table_name AS n, table_type AS t, engine AS e FROM information_schema.tables WHERE table_schema NOT IN (${SYSTEM}) ORDER BY 1, 2`,
  );
  const ofType = (type: RegExp) => tables.filter((row) => type.test(row['t'] ?? ''));
  const [versioned] = ofType(/^SYSTEM VERSIONED$/);
  if (versioned) throw VtError.of('VT12001', `a logical backup of the history of ${versioned['s']}.${versioned['n']}`);
  const columns = await columnsByTable(ask);
  const routines = await ask(
    `SELECT routine_schema AS s, routine_name AS n, routine_type AS t FROM information_schema.routines WHERE routine_schema NOT IN (${SYSTEM}) ORDER BY 1, 3 DESC, 2`,
  );
  return {
    schemas: schemas.map((row) => row['s'] ?? ''),
    tables: ofType(/^BASE TABLE$/).map((row) => {
      const [schema, name] = [row['s'] ?? '', row['n'] ?? ''];
      return { schema, name, engine: row['e'] ?? '', columns: columns.get(`${schema}\0${name}`) ?? [] };
    }),
    sequences: ofType(/^SEQUENCE$/).map((row) => ({ schema: row['s'] ?? '', name: row['n'] ?? '' })),
    views: await named('views', 'table_schema', 'table_name'),
    routines: routines.map((row) => ({
      schema: row['s'] ?? '',
      name: row['n'] ?? '',
      kind: (row['t'] ?? 'PROCEDURE') as 'PROCEDURE',
    })),
    triggers: await named('triggers', 'trigger_schema', 'trigger_name'),
    events: await named('events', 'event_schema', 'event_name'),
  };
}

async function columnsByTable(
  ask: (statement: string) => Promise<readonly Readonly<Record<string, string | null>>[]>,
): Promise<Map<string, DumpColumn[]>> {
  const rows = await ask(
    `SELECT table_schema AS s, table_name AS n, column_name AS c, LOWER(data_type) AS t FROM information_schema.columns WHERE table_schema NOT IN (${SYSTEM}) AND extra NOT LIKE '%GENERATED%' OR (table_schema NOT IN (${SYSTEM}) AND extra LIKE '%DEFAULT_GENERATED%') ORDER BY 1, 2, ordinal_position`,
  );
  const byTable = new Map<string, DumpColumn[]>();
  for (const row of rows) {
    const key = `${row['s']}\0${row['n']}`;
    const columns = byTable.get(key) ?? [];
    columns.push({ name: row['c'] ?? '', dataType: row['t'] ?? '' });
    byTable.set(key, columns);
  }
  return byTable;
}
