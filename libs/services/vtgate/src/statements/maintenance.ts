import { print } from '@vt/sqlparser';
import { collectResult, encodeColumnDefinition, encodeTextRow, type Row } from '@vt/sqltypes';
import { allShards, anyShard } from '@vt/vschema';
import { anyKeyspace, isSystemSchema } from '../executor/place.ts';
import { sendText } from '../executor/send.ts';
import type { StatementRun } from '../executor/statement.ts';
import { databaseOf } from '../gateway/database-name.ts';
import { parsed } from './parsed.ts';

const WORDS: ReadonlySet<string> = new Set(['ANALYZE', 'CHECK', 'CHECKSUM', 'OPTIMIZE', 'REPAIR']);
const ROWS_MAX = 100_000;
/** A checksum of InnoDB's is the sum of its rows' in 32 bits, so those of shards add up. */
const CHECKSUM_MODULUS = 1n << 32n;

export function isMaintenance(word: string): boolean {
  return WORDS.has(word);
}

/**
 * All but CHECKSUM TABLE commit what is open, and are no part of a transaction. INVARIANT: none is begun for them either: a mysqld would end it, and what the session does behind them be
 * committed at once. What cannot be read a mysqld refuses, and commits nothing.
 */
export async function commitForMaintenance(run: StatementRun): Promise<void> {
  const { session, deps, shards, signal } = run;
  const statement = parsed(run, run.sql);
  if (statement?.kind !== 'TableMaintenance' || statement.action === 'checksum') return;
  if (session.inTransaction) await deps.transactions.commit(session, signal);
  shards.apart = true;
}

/** ANALYZE, CHECK, CHECKSUM, OPTIMIZE, REPAIR TABLE: on every shard. What shards say alike is said once, under the keyspace's name. */
export async function maintainTables(run: StatementRun, word: string, keyspace: string, sql: string): Promise<void> {
  await commitForMaintenance(run);
  const answer = collectResult({ rowsMax: ROWS_MAX });
  await sendText(run, keyspace, run.session.target.destination ?? allShards, sql, { sink: answer });
  const result = await answer.result;
  const named = result.rows.map((row) => rename(row, keyspace, databaseOf(run.deps.gateway, keyspace)));
  const rows = word === 'CHECKSUM' ? addChecksums(named) : distinct(named);
  run.sink.columns(result.fields.map(encodeColumnDefinition), 'text');
  if (rows.length > 0) run.sink.rows(Buffer.concat(rows.map(encodeTextRow)));
  run.sink.end(result, false);
}

/**
 * Maintenance of nothing but system schemas' tables, which are no keyspace's: one mysqld's answer, as for their rows.
 * @returns false if it is of anything else
 */
export async function maintainSystemTables(run: StatementRun): Promise<boolean> {
  const sql = ofSystemTables(run);
  if (sql === undefined) return false;
  await commitForMaintenance(run);
  await sendText(run, anyKeyspace(run), run.session.target.destination ?? anyShard, sql);
  return true;
}

/** The statement with the selected system schema's name at the tables that are named without one. */
function ofSystemTables(run: StatementRun): string | undefined {
  const statement = parsed(run, run.sql);
  if (statement?.kind !== 'TableMaintenance') return undefined;
  const selected = run.session.target.keyspace;
  const tables = statement.tables.map((table) => ({ ...table, qualifier: table.qualifier || selected }));
  return tables.every(({ qualifier }) => isSystemSchema(qualifier)) ? print({ ...statement, tables }) : undefined;
}

/** mysqld says `database.table`, also in its messages. */
function rename(row: Row, keyspace: string, name: string): Row {
  const database = new RegExp(`\\b${name.replace(/[^\w]/g, '\\$&')}(?::[0-9a-f]*-[0-9a-f]*)?\\.`, 'g');
  return row.map((value) => {
    const text = value && Buffer.from(value).toString();
    return text ? Buffer.from(text.replace(database, () => `${keyspace}.`)) : value;
  });
}

function distinct(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [encodeTextRow(row).toString('latin1'), row])).values()];
}

/** A table without a checksum on one shard has none. */
function addChecksums(rows: readonly Row[]): Row[] {
  const sums = new Map<string, { readonly name: Uint8Array | null; sum: bigint | undefined }>();
  for (const [name = null, checksum = null] of rows) {
    const key = Buffer.from(name ?? []).toString();
    const before = sums.get(key) ?? { name, sum: 0n };
    const sum =
      checksum === null || before.sum === undefined ? undefined : before.sum + BigInt(Buffer.from(checksum).toString());
    sums.set(key, { name, sum });
  }
  return [...sums.values()].map(({ name, sum }) => [
    name,
    sum === undefined ? null : Buffer.from(String(sum % CHECKSUM_MODULUS)),
  ]);
}
