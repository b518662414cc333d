import { toVtError, VtError } from '@vt/base';
import type { ChangedVindex, ModifyTarget, MovedRow } from '@vt/plan';
import { type BindValue, emptyOk, type OkInfo } from '@vt/sqltypes';
import { resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import { addOk } from '../rows/fan-in.ts';
import { type Placed, pick, statement } from './by-key.ts';
import { quote } from './insert/row-by-row.ts';
import { replaceEntry } from './insert/searching.ts';
import { LookupKeeper } from './owned.ts';
import { isNull, keyspaceIds, mapRows, storedRow } from './place.ts';
import { readShards, write } from './shards.ts';

const DUPLICATE = 1062;

/**
 * UPDATE IGNORE of columns of vindexes: a row whose new values another one has, wherever that is, stays as it was. Each row is changed by
 * itself, and its entries when it has been.
 */
export async function changeIgnoring(
  target: ModifyTarget,
  placed: readonly Placed[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  let total: OkInfo = emptyOk;
  for (const one of placed) total = addOk(total, await changeOne(target, one, ctx));
  return total;
}

async function changeOne(target: ModifyTarget, one: Placed, ctx: ExecutionContext): Promise<OkInfo> {
  for (const use of target.owned)
    if (await isTaken(target, use, one, ctx)) {
      if (target.ignore === 'silent') return unchanged(0);
      const entry = newValues(use, one.row).map(({ value }) => Buffer.from(value).toString());
      ctx.onWarning?.(
        DUPLICATE,
        `Duplicate entry '${entry.join('-')}' for key '${target.table}.${use.key ?? use.vindex.name}'`,
      );
      return unchanged(1);
    }
  const { move, primary } = target;
  const [from = ''] = one.shards;
  const moved = move && primary ? await keyspaceIds(primary.vindex, [pick(one.row, move.newOffsets)], ctx) : [];
  const keyspaceId = moved[0] ?? one.keyspaceId;
  const to = shardOf(target, keyspaceId, ctx) ?? from;
  const ok =
    move && to !== from
      ? await moveIgnoring(target, move, one, { from, to }, ctx)
      : await write([statement(target, from, [one.row], ctx)], ctx);
  if (!hasChanged(ok)) return ok;
  for (const use of target.owned) {
    const before = { values: pick(one.row, use.offsets), keyspaceId: one.keyspaceId };
    const after = { values: newValues(use, one.row), keyspaceId };
    if (!(await hasRow(target, use, after.values, to, ctx)))
      throw VtError.of('VT12001', `UPDATE IGNORE of what the columns of vindex '${use.vindex.name}' cannot have`);
    await replaceEntry(new LookupKeeper(use, target, ctx), before, after);
  }
  return ok;
}

const unchanged = (warnings: number): OkInfo => ({
  ...emptyOk,
  info: `Rows matched: 1  Changed: 0  Warnings: ${warnings}`,
});

const newValues = ({ vindex, newOffsets = [] }: ChangedVindex, row: readonly BindValue[]) =>
  storedRow(vindex, pick(row, newOffsets));

/** A client may want rows counted that were found, changed or not. */
const hasChanged = ({ info }: OkInfo): boolean => Number(/Changed: (\d+)/.exec(info)?.[1] ?? 0) > 0;

function shardOf({ keyspace }: ModifyTarget, keyspaceId: Uint8Array, ctx: ExecutionContext): string | undefined {
  return resolveDestination({ kind: 'KeyspaceId', keyspaceId }, ctx.runner.shards(keyspace))[0]?.name;
}

/** Whether another row has the new values, as a unique vindex says. */
async function isTaken(
  target: ModifyTarget,
  use: ChangedVindex,
  { row }: Placed,
  ctx: ExecutionContext,
): Promise<boolean> {
  const vindex = ctx.vindex(use.vindex.keyspace, use.vindex.name);
  const [before, after] = [pick(row, use.offsets), newValues(use, row)];
  const isSame = after.every((value, i) => Buffer.compare(value.value, before[i]?.value ?? Buffer.of()) === 0);
  if (!vindex.unique || isSame || after.some(isNull)) return false;
  const [found] = await mapRows(vindex, [after], ctx);
  if (found?.kind !== 'KeyspaceId') return false;
  const shard = shardOf(target, found.keyspaceId, ctx);
  return shard !== undefined && hasRow(target, use, after, shard, ctx);
}

async function hasRow(
  { keyspace, table }: ModifyTarget,
  { columns }: ChangedVindex,
  values: readonly BindValue[],
  shard: string,
  ctx: ExecutionContext,
): Promise<boolean> {
  const where = columns.map((column, i) => `${quote(column)} <=> :_w${i}`).join(' and ');
  const binds = Object.fromEntries(values.map((value, i) => [`_w${i}`, value]));
  const sql = `select 1 from ${quote(table)} where ${where} limit 1 for update`;
  return (await readShards([{ keyspace, shard, sql, binds }], ctx)).length > 0;
}

/** Inserted first: where that is ignored, the row stays. */
async function moveIgnoring(
  target: ModifyTarget,
  { columns, insert, remove }: MovedRow,
  { row }: Placed,
  { from, to }: { readonly from: string; readonly to: string },
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const values = pick(row, columns);
  const binds = Object.fromEntries(values.map((value, i) => [`_m${i}`, value]));
  const tuple = `(${values.map((_, i) => `:_m${i}`).join(', ')})`;
  const verb = target.ignore === 'silent' ? 'insert ' : 'insert ignore ';
  const sql = `${insert.replace(/^insert /, verb)}${tuple}`;
  const query: ShardQuery = { keyspace: target.keyspace, shard: to, sql, binds };
  const ok = await write([query], ctx).catch((thrown: unknown) => {
    if (target.ignore === 'silent' && toVtError(thrown).errno === DUPLICATE) return unchanged(0);
    throw thrown;
  });
  const isMoved = ok.affectedRows > 0n;
  if (isMoved) await write([statement({ ...target, prefix: remove, suffix: '', values: [] }, from, [row], ctx)], ctx);
  return { ...ok, insertId: 0n, info: `Rows matched: 1  Changed: ${isMoved ? 1 : 0}  Warnings: ${ok.warnings}` };
}
