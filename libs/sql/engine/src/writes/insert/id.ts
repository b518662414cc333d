import type { Insert } from '@vt/plan';
import type { OkInfo } from '@vt/sqltypes';
import type { PendingRow } from './pending.ts';

type Id = Pick<OkInfo, 'insertId' | 'isGivenId'>;

/** The insert id of all rows, of what their shards said together: `ok` has the id that the last row's shard told. */
export function idOf(node: Insert, rows: readonly PendingRow[], ok: OkInfo, firstId: bigint): Id {
  if (node.upsert) return idOfUpsert(node, rows, ok, firstId);
  // IGNORE left out all of them.
  if (ok.affectedRows === 0n) return { insertId: 0n };
  // A value that the gate took from a sequence is the id, whatever the shards say; else, where their column counts by itself, the last one.
  if (firstId !== 0n) return { insertId: firstId };
  const given = node.namesId ? undefined : givenId(node, rows.at(-1));
  return given === undefined || ok.insertId === 0n ? { insertId: ok.insertId } : { insertId: given, isGivenId: true };
}

/** A row that another one was in the way of has that one's id, which LAST_INSERT_ID() does not tell unless the statement called it. */
function idOfUpsert(
  node: Insert,
  rows: readonly PendingRow[],
  { insertId, affectedRows }: OkInfo,
  firstId: bigint,
): Id {
  const count = BigInt(rows.length);
  // A row that was changed counts twice.
  const allChanged = affectedRows === 0n || affectedRows === 2n * count;
  const isTaken = count > 1n || insertId === 0n ? !allChanged : insertId === firstId;
  if (firstId !== 0n && isTaken) return { insertId: firstId };
  if (insertId === 0n) return { insertId };
  const isGiven = node.namesId
    ? count === 1n && affectedRows === 1n && insertId === givenId(node, rows[0])
    : allChanged || firstId !== 0n || rows.every((row) => givenId(node, row) !== undefined);
  return { insertId, isGivenId: isGiven };
}

/** What the statement itself says for the column that counts. */
function givenId(node: Insert, row: PendingRow | undefined): bigint | undefined {
  const column = node.sequence?.offset ?? node.counted;
  const given = column === undefined ? undefined : row?.values.get(column);
  const text = given ? Buffer.from(given.value).toString('latin1') : '';
  return /^[1-9]\d{0,19}$/.test(text) ? BigInt(text) : undefined;
}
