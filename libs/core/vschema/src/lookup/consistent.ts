import { toVtError, VtError } from '@vt/base';
import { type BindVariables, Type } from '@vt/sqltypes';
import { compareKeys } from '../key-range/bytes.ts';
import type { LookupVindex } from '../vindex/vindex.ts';
import type { LookupPort } from './port.ts';
import { attempt } from './read.ts';
import { entryKey, fromBinds, keyOfRow, type LookupOwner, type LookupRow, type MadeEntries } from './row.ts';
import { readId, storedId } from './storage.ts';

const DUPLICATE = 1062;

/**
 * Entries are made before the rows they are for and may outlive them, so that one that is there already proves nothing: its row decides.
 * Each duplicate is locked, and the row that it points to looked for.
 * @param rows in the order in which their entries are locked. @param given in the statement's: it fails of the first of them.
 */
export async function createConsistent(
  vindex: LookupVindex,
  rows: readonly LookupRow[],
  given: readonly LookupRow[],
  insert: { readonly sql: string; readonly binds: BindVariables },
  owner: LookupOwner,
  port: LookupPort,
  made: MadeEntries,
): Promise<void> {
  try {
    await attempt('lookup.Create', () => port.run({ ...insert, order: 'pre' }));
    for (const row of rows) made.add(keyOfRow(vindex, row));
  } catch (error) {
    if (toVtError(error).errno !== DUPLICATE) throw error;
    const taken = new Set<LookupRow>();
    for (const row of rows) if (!(await settle(vindex, row, owner, port, made, error))) taken.add(row);
    const first = given.find((row) => taken.has(row));
    if (first) throw vindex.unique ? namingValues(error, first) : error;
  }
}

/** mysqld names the first entry that was there already, which may be one that outlives its row. */
function namingValues(thrown: unknown, { values }: LookupRow): VtError {
  const { code, errno, state, message } = toVtError(thrown);
  const entry = values.map(({ value }) => Buffer.from(value).toString()).join('-');
  const named = message.replace(/'.*'(?= for key )/s, () => `'${entry}'`);
  return new VtError({ code, errno, message: named, ...(state && { state }), cause: thrown });
}

/** @returns whether the row may have the entry. */
async function settle(
  vindex: LookupVindex,
  row: LookupRow,
  owner: LookupOwner,
  port: LookupPort,
  made: MadeEntries,
  duplicate: unknown,
): Promise<boolean> {
  const { lookup } = vindex;
  const from = fromBinds(vindex, row);
  const binds = { ...from, [lookup.to]: storedId(vindex, row.keyspaceId, 'Create') };
  const match = Object.keys(from).map((column) => `${column} = :${column}`);
  const own = vindex.unique ? match : [...match, `${lookup.to} = :${lookup.to}`];
  const columns = [lookup.to, ...lookup.from].join(', ');
  const lock = `select ${columns} from ${lookup.table} where ${own.join(' and ')} for update`;
  const found = await attempt('lookup.Create', () => port.run({ sql: lock, binds, order: 'pre' }));
  if (found.length > 1) throw duplicate;
  const [entry] = found;
  if (!entry) {
    const names = Object.keys(binds);
    const sql = `insert into ${lookup.table}(${names.join(', ')}) values(${names.map((c) => `:${c}`).join(', ')})`;
    await attempt('lookup.Create', () => port.run({ sql, binds, order: 'pre' }));
    made.add(keyOfRow(vindex, row));
    return true;
  }
  const existing = readId(vindex, entry[0]);
  if (!existing) throw new VtError({ code: 'INTERNAL', message: `no keyspace id in an entry of ${lookup.table}` });
  if (made.has(entryKey(entry.slice(1), existing)) || (await hasRow(existing, row, owner, port))) return false;
  made.add(keyOfRow(vindex, row));
  if (compareKeys(existing, row.keyspaceId) === 0) return true;
  const sql = `update ${lookup.table} set ${lookup.to}=:${lookup.to} where ${match.join(' and ')}`;
  await attempt('lookup.Create', () => port.run({ sql, binds, order: 'pre' }));
  return true;
}

async function hasRow(keyspaceId: Uint8Array, row: LookupRow, owner: LookupOwner, port: LookupPort): Promise<boolean> {
  const names = owner.columns.map((column, i) => ({ column: quote(column), bind: `c${i}` }));
  const where = names.map(({ column, bind }) => `${column} = :${bind}`).join(' and ');
  const binds = Object.fromEntries(
    names.map(({ bind }, i) => [bind, row.values[i] ?? { type: Type.NULL_TYPE, value: new Uint8Array(0) }]),
  );
  const sql = `select 1 from ${quote(owner.table)} where ${where} limit 1 lock in share mode`;
  const rows = await attempt('lookup.Create', () =>
    port.runAt(owner.keyspace, keyspaceId, { sql, binds, order: 'normal' }),
  );
  return rows.length > 0;
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
