import { isMariadbVersion } from '@vt/mysql';
import type { TableShape } from '@vt/planner';
import { quoteName } from '@vt/sqlparser';
import { collectResult } from '@vt/sqltypes';
import { anyShard, type Table, type VSchema } from '@vt/vschema';
import { sendText } from '../executor/send.ts';
import type { StatementRun } from '../executor/statement.ts';

const COLUMNS_MAX = 4096; // as many as MySQL allows
const KEY_PARTS_MAX = 65 * 16;

const CHECKED_JSON = /^ +`((?:[^`]|``)+)` longtext .*\bCHECK \(json_valid\(`\1`\)\)/gm;

type ShownRow = Readonly<Record<string, string | null>>;

/** What tables look like, asked of one of their shards once for each version of the VSchema (which is new after schema changes). */
export class TableShapes {
  readonly #known = new WeakMap<VSchema, Map<string, Promise<TableShape>>>();

  get(run: StatementRun, table: Table): Promise<TableShape> {
    const vschema = run.deps.vschema();
    let shapes = this.#known.get(vschema);
    if (shapes === undefined) this.#known.set(vschema, (shapes = new Map()));
    const key = `${table.keyspace}.${table.name}`;
    const known = shapes.get(key);
    if (known !== undefined) return known;
    const asked = ask(run, table);
    shapes.set(key, asked);
    asked.catch(() => shapes.delete(key));
    return asked;
  }
}

async function ask(run: StatementRun, table: Table): Promise<TableShape> {
  const name = quoteName(table.name);
  const columns = await shown(run, table.keyspace, `show full columns from ${name}`, COLUMNS_MAX);
  const parts = await shown(run, table.keyspace, `show index from ${name}`, KEY_PARTS_MAX);
  const json = await checkedJson(run, table, columns);
  const isMaria = isMariadbVersion(run.deps.options.serverVersion);
  const listed = columns.map((row) => ({
    name: row['field'] ?? '',
    type: row['type'] ?? '',
    collation: row['collation'] ?? null,
    ...hiding(row['null'] === 'YES', /\binvisible\b/i.test(row['extra'] ?? ''), isMaria),
    ...(json.has((row['field'] ?? '').toLowerCase()) && { checkedJson: true }),
  }));
  return { columns: [...listed, ...historyOf(table, listed)], keys: keysOf(parts) };
}

/** What a MariaDB does not list of the columns of a table with a history. */
function historyOf({ columns }: Table, listed: TableShape['columns']): TableShape['columns'] {
  const known = new Set(listed.map(({ name }) => name.toLowerCase()));
  return columns
    .filter(({ name, generated, invisible }) => generated && invisible && !known.has(name.toLowerCase()))
    .map(({ name }) => ({ name, type: 'timestamp(6)', collation: null, ...hiding(false, true, true) }));
}

function hiding(nullable: boolean, invisible: boolean, isMaria: boolean) {
  const needsDefault = isMaria && invisible && !nullable;
  return { nullable, invisible, ...(needsDefault && ({ needsDefault } as const)) };
}

/** Columns, in lower case, whose values a MariaDB takes for JSON. */
async function checkedJson(
  run: StatementRun,
  table: Table,
  columns: readonly ShownRow[],
): Promise<ReadonlySet<string>> {
  if (!isMariadbVersion(run.deps.options.serverVersion)) return new Set();
  if (!columns.some((row) => row['type'] === 'longtext')) return new Set();
  const [row] = await shown(run, table.keyspace, `show create table ${quoteName(table.name)}`, 1);
  return new Set([...(row?.['create table'] ?? '').matchAll(CHECKED_JSON)].map(([, name]) => unquoted(name ?? '')));
}

const unquoted = (name: string): string => name.replaceAll('``', '`').toLowerCase();

/** Rows of a SHOW statement, by column name in lower case. */
async function shown(run: StatementRun, keyspace: string, sql: string, rowsMax: number): Promise<ShownRow[]> {
  const sink = collectResult({ rowsMax });
  const { apart } = run.shards;
  run.shards.apart = true; // the question is the gate's: it opens no transaction of the client's
  try {
    await sendText(run, keyspace, anyShard, sql, { sink });
  } finally {
    run.shards.apart = apart;
  }
  const { fields, rows } = await sink.result;
  const text = (value: Uint8Array | null): string | null => (value === null ? null : Buffer.from(value).toString());
  return rows.map((row) => Object.fromEntries(fields.map((f, i) => [f.name.toLowerCase(), text(row[i] ?? null)])));
}

function keysOf(parts: readonly ShownRow[]): TableShape['keys'] {
  const byName = new Map<string, ShownRow[]>();
  for (const part of parts) byName.set(part['key_name'] ?? '', [...(byName.get(part['key_name'] ?? '') ?? []), part]);
  return [...byName]
    .filter(([, rows]) => rows.every((row) => row['index_type'] === 'BTREE' && row['column_name'] != null))
    .map(([name, rows]) => ({
      primary: name === 'PRIMARY',
      unique: rows[0]?.['non_unique'] === '0',
      parts: rows.map((row) => ({
        column: row['column_name'] ?? '',
        length: row['sub_part'] == null ? undefined : Number(row['sub_part']),
      })),
    }));
}
