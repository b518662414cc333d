import { VtError } from '@vt/base';
import type { HashJoin, PlanNode } from '@vt/plan';
import { type Field, isIntegral, type Row, Type } from '@vt/sqltypes';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { BuildSide } from '../rows/build-side.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { hashText } from '../rows/hash.ts';
import { valueHash } from '../rows/keys.ts';
import { PARTITIONS, Partitions, partitionOf } from '../rows/partitions.ts';
import { RowCopier } from '../rows/row-copier.ts';
import { nullable, pickColumns } from './join-columns.ts';

const OUT_ROWS = 256;

type KeyOf = (row: Row) => string | undefined;
type Outer = { readonly cursor: Cursor; readonly keyOf: KeyOf };

/**
 * Holds the right rows by key, and finds those of each left row. Where the right rows are more than memory has room for, the rows of both
 * sides are put aside in partitions by the hash of their key, and one partition is joined after the other. The left rows keep their
 * order only where nothing was put aside.
 */
export function hashJoin(node: HashJoin, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  return rowPrimitive(async (ctx) => {
    const { inner, fields: innerFields } = await readInner(node, right, ctx);
    let probes: Partitions | undefined;
    let outer: Cursor | undefined;
    const close = async (): Promise<void> => {
      await outer?.close();
      await inner.close();
      await probes?.close();
    };
    try {
      outer = await openRows(left, ctx);
      checkSameKind(outer.fields[node.leftKey.column] as Field, innerFields[node.rightKey.column] as Field);
      const side = { cursor: outer, keyOf: valueHash(node.leftKey, outer.fields) };
      if (inner.partitions && ctx.spill) probes = await Partitions.create(ctx.spill, outer.fields.length);
      const rows = probes ? joinPartitions(node, side, inner, probes) : joinHeld(node, side, inner);
      return generatedCursor(fieldsOf(node, outer.fields, innerFields), rows, close);
    } catch (error) {
      await close();
      throw error;
    }
  });
}

async function readInner(
  node: HashJoin,
  right: Primitive,
  ctx: ExecutionContext,
): Promise<{ readonly inner: BuildSide; readonly fields: readonly Field[] }> {
  const cursor = await openRows(right, ctx);
  let inner: BuildSide | undefined;
  try {
    inner = new BuildSide(ctx, valueHash(node.rightKey, cursor.fields), cursor.fields.length);
    for await (const batch of batches(cursor)) {
      for (const row of batch) {
        const waiting = inner.add(row);
        if (waiting) await waiting;
      }
    }
    await inner.finish();
    return { inner, fields: cursor.fields };
  } catch (error) {
    await inner?.close();
    throw error;
  } finally {
    await cursor.close();
  }
}

function fieldsOf(node: HashJoin, outer: readonly Field[], inner: readonly Field[]): Field[] {
  const ofInner = (field: Field) => (isLeft(node) ? nullable(field) : field);
  return node.columns.map((column) =>
    column < 0 ? (outer[-column - 1] as Field) : ofInner(inner[column - 1] as Field),
  );
}

const isLeft = ({ variant }: HashJoin): boolean => variant === 'HashLeftJoin';

/** Rows of the answer, which are given on when they are many: one left row may have any number. */
class Out {
  readonly #node: HashJoin;
  rows: Row[] = [];

  constructor(node: HashJoin) {
    this.#node = node;
  }

  get isFull(): boolean {
    return this.rows.length >= OUT_ROWS;
  }

  add(left: Row, right: Row | undefined): void {
    this.rows.push(pickColumns(this.#node.columns, left, right));
  }

  take(): Row[] {
    return this.rows.splice(0);
  }
}

async function* joinHeld(node: HashJoin, outer: Outer, inner: BuildSide): AsyncGenerator<readonly Row[]> {
  const out = new Out(node);
  for await (const batch of batches(outer.cursor)) {
    for (const row of batch) {
      const key = outer.keyOf(row);
      let isFound = false;
      for (const match of key === undefined ? [] : inner.find(key)) {
        isFound = true;
        out.add(row, match);
        if (out.isFull) yield out.take();
      }
      if (!isFound && isLeft(node)) out.add(row, undefined);
    }
    if (out.rows.length > 0) yield out.take();
  }
}

async function* joinPartitions(
  node: HashJoin,
  outer: Outer,
  inner: BuildSide,
  probes: Partitions,
): AsyncGenerator<readonly Row[]> {
  const stored = inner.partitions as Partitions;
  const out = new Out(node);
  for await (const batch of batches(outer.cursor)) {
    for (const row of batch) {
      const key = outer.keyOf(row);
      const hash = key === undefined ? 0 : hashText(key);
      if (key !== undefined && stored.rows(partitionOf(hash)) > 0) {
        const waiting = probes.add(hash, row);
        if (waiting) await waiting;
      } else if (isLeft(node)) out.add(row, undefined);
    }
    if (out.rows.length > 0) yield out.take();
  }
  await probes.finish();
  for (let nth = 0; nth < PARTITIONS; nth++)
    if (probes.rows(nth) > 0) yield* joinPartition(node, outer.keyOf, inner, nth, probes, outer.cursor.fields.length);
}

/** A partition that memory has no room for is joined in parts: its left rows are read for each of them, and remember whether they were found. */
async function* joinPartition(
  node: HashJoin,
  keyOf: KeyOf,
  inner: BuildSide,
  nth: number,
  probes: Partitions,
  columns: number,
): AsyncGenerator<readonly Row[]> {
  const out = new Out(node);
  const found = isLeft(node) ? new Uint8Array((probes.rows(nth) + 7) >> 3) : undefined;
  const copier = new RowCopier(columns);
  const build = (inner.partitions as Partitions).read(nth);
  await build.next();
  while (build.row) {
    await inner.load(build);
    const left = probes.read(nth);
    await left.next();
    for (let i = 0; left.row; i++) {
      let kept: Row | undefined;
      let isFound = found !== undefined && isSet(found, i);
      for (const match of inner.find(keyOf(left.row) as string)) {
        isFound = true;
        kept ??= left.kept(copier);
        out.add(kept, match);
        if (out.isFull) yield out.take();
      }
      if (found && isFound) set(found, i);
      else if (found && !build.row) out.add(left.kept(copier), undefined);
      const waiting = left.next();
      if (waiting) await waiting;
      if (out.isFull) yield out.take();
    }
  }
  if (out.rows.length > 0) yield out.take();
}

const isSet = (bits: Uint8Array, i: number): boolean => ((bits[i >> 3] as number) & (1 << (i & 7))) !== 0;

function set(bits: Uint8Array, i: number): void {
  bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
}

/** Keys of one kind of value are comparable as they are. */
function checkSameKind(a: Field, b: Field): void {
  const kind = ({ type }: Field) =>
    isIntegral(type) ? 'integer' : type === Type.CHAR || type === Type.TEXT ? Type.VARCHAR : type;
  if (kind(a) !== kind(b))
    throw VtError.of('VT12001', `joining columns '${a.name}' and '${b.name}' of different types over shards`);
}
