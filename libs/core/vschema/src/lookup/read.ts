import { toVtError, VtError } from '@vt/base';
import { type BindValue, type BindVariables, isIntegral, type Row, Type, typeName } from '@vt/sqltypes';
import { type Destination, keyspaceIdDestination, noDestination } from '../destination/destination.ts';
import { fullKeyRange } from '../key-range/key-range.ts';
import type { LookupVindex } from '../vindex/vindex.ts';
import type { CommitOrder, LookupPort } from './port.ts';
import { readId, storedId, storedValue } from './storage.ts';

const locks = { exclusive: ' for update', shared: ' lock in share mode', none: '' } as const;

/**
 * Where the rows with these values of the first `from` column live, by value. A value that is not in the table is nowhere; while the
 * table is being filled, everything may be anywhere.
 */
export async function mapLookup(
  vindex: LookupVindex,
  values: readonly BindValue[],
  port: LookupPort,
): Promise<Destination[]> {
  if (vindex.lookup.writeOnly) return values.map(() => ({ kind: 'KeyRange', keyRange: fullKeyRange }));
  const found = await findRows(vindex, values, port);
  return found.map((rows, i) => {
    if (vindex.unique && rows.length > 1) {
      const value = values[i] as BindValue;
      throw failed(
        `${vindex.lookup.storage === 'keyspace_id' ? 'Lookup' : 'LookupHash'}.Map: unexpected multiple results from vindex ${vindex.lookup.table}: ${showValue(value)}`,
      );
    }
    const ids = rows.map(([, to]) => readId(vindex, to)).filter((id) => id !== undefined);
    if (!vindex.unique) return { kind: 'KeyspaceIds', keyspaceIds: ids };
    return ids[0] === undefined ? noDestination : keyspaceIdDestination(ids[0]);
  });
}

/** Whether the table says of each row (values of all `from` columns) that it is at that keyspace id. */
export async function verifyLookup(
  vindex: LookupVindex,
  rows: readonly (readonly BindValue[])[],
  keyspaceIds: readonly Uint8Array[],
  port: LookupPort,
): Promise<boolean[]> {
  const { lookup } = vindex;
  if (lookup.writeOnly || lookup.noVerify) return rows.map(() => true);
  const [from = ''] = lookup.from;
  const sql = `select ${from} from ${lookup.table} where ${from} = :${from} and ${lookup.to} = :${lookup.to}`;
  const out: boolean[] = [];
  for (const [i, [value]] of rows.entries()) {
    const binds = {
      [from]: storedValue(vindex, value ?? nullValue),
      [lookup.to]: storedId(vindex, keyspaceIds[i] as Uint8Array, 'Verify'),
    };
    // One after the other: a session's transaction runs one statement at a time on a shard.
    const found = await attempt('lookup.Verify', () => port.run({ sql, binds, order: readOrder(vindex) }));
    out.push(found.length > 0);
  }
  return out;
}

async function findRows(
  vindex: LookupVindex,
  values: readonly BindValue[],
  port: LookupPort,
): Promise<(readonly Row[])[]> {
  const { lookup } = vindex;
  const [from = ''] = lookup.from;
  const lock = port.locking ? locks[lookup.readLock] : '';
  const sql = `select ${from}, ${lookup.to} from ${lookup.table} where ${from} in ::${from}${lock}`;
  const stored = values.map((value) => storedValue(vindex, value));
  const run = (list: readonly BindValue[]) => {
    const binds: BindVariables = { [from]: { type: Type.TUPLE, value: new Uint8Array(0), values: list } };
    return attempt('lookup.Map', () => port.run({ sql, binds, order: readOrder(vindex) }));
  };
  // Only numbers can be told apart here as the table's mysqld tells them apart; texts have collations.
  if (stored.length > 1 && stored.every(({ type }) => isIntegral(type)))
    return byValue(stored, await run(distinct(stored)));
  const out: (readonly Row[])[] = [];
  for (const value of stored) out.push(value.type === Type.NULL_TYPE ? [] : await run([value]));
  return out;
}

function byValue(values: readonly BindValue[], rows: readonly Row[]): (readonly Row[])[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = Buffer.from(row[0] ?? []).toString();
    const group = found.get(key);
    if (group) group.push(row);
    else found.set(key, [row]);
  }
  return values.map(({ value }) => found.get(Buffer.from(value).toString()) ?? []);
}

function distinct(values: readonly BindValue[]): BindValue[] {
  return [...new Map(values.map((value) => [Buffer.from(value.value).toString(), value])).values()];
}

function readOrder({ lookup }: LookupVindex): CommitOrder {
  if (lookup.autocommit) return 'autocommit';
  return lookup.consistent ? 'pre' : 'normal';
}

const nullValue: BindValue = { type: Type.NULL_TYPE, value: new Uint8Array(0) };

/** Runs it; an error says where it came from and keeps what a client needs to know it by. */
export async function attempt<T>(where: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    const { code, errno, state, message, id } = toVtError(thrown);
    throw new VtError({
      code,
      message: `${where}: ${message}`,
      ...(errno === undefined ? {} : { errno }),
      ...(state === undefined ? {} : { state }),
      ...(id === undefined ? {} : { id }),
      cause: thrown,
    });
  }
}

function showValue({ type, value }: BindValue): string {
  const text = Buffer.from(value).toString();
  return `${typeName(type)}(${isIntegral(type) ? text : JSON.stringify(text)})`;
}

function failed(message: string): VtError {
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}
