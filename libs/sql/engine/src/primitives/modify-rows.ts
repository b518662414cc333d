import type { ModifyRows, ModifyTarget, MovedRow, PlanNode } from '@vt/plan';
import { type BindValue, emptyOk, type OkInfo } from '@vt/sqltypes';
import { resolveDestination } from '@vt/vschema';
import type { ExecutionContext, ShardQuery } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { addOk, nothingFound, withLaterId } from '../rows/fan-in.ts';
import { type Placed, pick, type Rows, statement } from '../writes/by-key.ts';
import { changeIgnoring } from '../writes/ignoring.ts';
import { checkOfNone } from '../writes/of-none.ts';
import { LookupKeeper } from '../writes/owned.ts';
import { isNull, keyspaceIds } from '../writes/place.ts';
import { Returned } from '../writes/returned.ts';
import { asCopies, readAll, write } from '../writes/shards.ts';
import { changeEntries } from './dml.ts';

/** Rows of one statement. */
const ROWS_MAX = 1_000;

/** Reads rows, then changes them by their keys, as one change. */
export function modifyRows(node: ModifyRows, build: (node: PlanNode) => Primitive): Primitive {
  const input = build(node.input);
  return {
    async execute(ctx, sink) {
      const { emptyQuery, targets } = node;
      const [first] = targets;
      if (emptyQuery === undefined || !first) return sink.end(await modifyAll(node, input, ctx), false);
      const returned = new Returned(ctx);
      await returned.tell(sink, await modifyAll(node, input, returned.context()), emptyQuery, first.keyspace);
    },
  };
}

function modifyAll(node: ModifyRows, input: Primitive, ctx: ExecutionContext): Promise<OkInfo> {
  return ctx.runner.atomically(async () => {
    const rows = await readAll(input, ctx);
    // All places first: one table's entries may be what another's rows are found by.
    const placed: Placed[][] = [];
    for (const target of node.targets) placed.push(await place(target, distinctRows(rows, target.key.offsets), ctx));
    let total = nothingFound(node.operation);
    for (const [i, target] of node.targets.entries()) {
      const own = placed[i] ?? [];
      if (own.length === 0 && node.operation === 'Update')
        await checkOfNone(target, ofNone(target), bindsOf(target), ctx);
      total = addOk(total, await modify(target, own, ctx));
    }
    return total;
  }, ctx.signal);
}

const ofNone = ({ prefix, suffix }: ModifyTarget): string => `${prefix}0${suffix}`;
const bindsOf = ({ values }: ModifyTarget): string[] => values.map(({ bind }) => bind);

async function modify(target: ModifyTarget, placed: readonly Placed[], ctx: ExecutionContext): Promise<OkInfo> {
  if (placed.length === 0) return emptyOk;
  if (target.ignore) return changeIgnoring(target, placed, ctx);
  if (target.move) return moveRows(target, target.move, placed, ctx);
  await keepEntries(target, placed, placed, ctx);
  let total: OkInfo = emptyOk;
  const add = target.oneByOne ? withLaterId : addOk;
  for (const queries of statements(target, placed, ctx))
    total = add(total, await write(target.everywhere ? asCopies(queries) : queries, ctx));
  return total;
}

/** A join may give a row several times; the first one counts. Rows without a key are the NULLs of an outer join. */
function distinctRows(rows: Rows, offsets: readonly number[]): Rows {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = pick(row, offsets);
    if (key.some(isNull)) return false;
    const text = key.map(({ value }) => `${value.length}:${Buffer.from(value).toString('latin1')}`).join();
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

async function place(target: ModifyTarget, rows: Rows, ctx: ExecutionContext): Promise<Placed[]> {
  const { primary, pinned } = target;
  const shards = ctx.runner.shards(target.keyspace);
  const at = (keyspaceId: Uint8Array) =>
    resolveDestination({ kind: 'KeyspaceId', keyspaceId }, shards).map(({ name }) => name);
  if (primary) {
    const ids = await keyspaceIds(
      primary.vindex,
      rows.map((row) => pick(row, primary.offsets)),
      ctx,
    );
    return rows.map((row, i) => ({ row, shards: at(ids[i] as Uint8Array), keyspaceId: ids[i] as Uint8Array }));
  }
  const keyspaceId = pinned ?? new Uint8Array(0);
  const names = pinned ? at(pinned) : shards.map(({ name }) => name);
  return rows.map((row) => ({ row, shards: names, keyspaceId }));
}

async function keepEntries(
  target: ModifyTarget,
  placed: readonly Placed[],
  moved: readonly Pick<Placed, 'keyspaceId'>[],
  ctx: ExecutionContext,
): Promise<void> {
  for (const use of target.owned) {
    const ids = placed.map(({ keyspaceId }) => keyspaceId);
    const newIds = moved.map(({ keyspaceId }) => keyspaceId);
    await changeEntries(
      new LookupKeeper(use, target, ctx),
      use,
      placed.map(({ row }) => row),
      ids,
      newIds,
    );
  }
}

/** Batches of statements that may run at once: one a row where the statement has values of the row, else by lists of keys. */
function* statements(target: ModifyTarget, placed: readonly Placed[], ctx: ExecutionContext): Iterable<ShardQuery[]> {
  if (target.values.length > 0 || target.oneByOne) {
    for (const one of placed) yield one.shards.map((shard) => statement(target, shard, [one.row], ctx));
    return;
  }
  const groups = new Map<string, (readonly BindValue[])[]>();
  for (const { row, shards } of placed) {
    for (const shard of shards) {
      const rows = groups.get(shard);
      if (rows) rows.push(row);
      else groups.set(shard, [row]);
    }
  }
  const most = Math.max(...[...groups.values()].map(({ length }) => length));
  for (let from = 0; from < most; from += ROWS_MAX) {
    yield [...groups]
      .map(([shard, rows]) => ({ shard, rows: rows.slice(from, from + ROWS_MAX) }))
      .filter(({ rows }) => rows.length > 0)
      .map(({ shard, rows }) => statement(target, shard, rows, ctx));
  }
}

/** Rows whose place changes. Those that stay on their shard are changed there; the others are inserted where they belong. */
async function moveRows(
  target: ModifyTarget,
  move: MovedRow,
  placed: readonly Placed[],
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const { primary } = target;
  if (!primary) return emptyOk;
  const shards = ctx.runner.shards(target.keyspace);
  let total: OkInfo = emptyOk;
  for (const one of placed) {
    const [keyspaceId] = await keyspaceIds(primary.vindex, [pick(one.row, move.newOffsets)], ctx);
    const [to] = resolveDestination({ kind: 'KeyspaceId', keyspaceId: keyspaceId as Uint8Array }, shards);
    const [from] = one.shards;
    await keepEntries(target, [one], [{ keyspaceId: keyspaceId as Uint8Array }], ctx);
    if (from === undefined || to === undefined) continue;
    if (from === to.name) total = addOk(total, await write([statement(target, from, [one.row], ctx)], ctx));
    else total = addOk(total, await moveRow(target, move, one, { from, to: to.name }, ctx));
  }
  return total;
}

async function moveRow(
  target: ModifyTarget,
  move: MovedRow,
  { row }: Placed,
  { from, to }: { readonly from: string; readonly to: string },
  ctx: ExecutionContext,
): Promise<OkInfo> {
  const values = pick(row, move.columns);
  const binds = Object.fromEntries(values.map((value, i) => [`_m${i}`, value]));
  const tuple = `(${values.map((_, i) => `:_m${i}`).join(', ')})`;
  const remove = statement({ ...target, prefix: move.remove, suffix: '', values: [] }, from, [row], ctx);
  await write([remove], ctx);
  const moved = await write([{ keyspace: target.keyspace, shard: to, sql: `${move.insert}${tuple}`, binds }], ctx);
  return { ...moved, info: 'Rows matched: 1  Changed: 1  Warnings: 0' };
}
