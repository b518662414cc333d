import { VtError } from '@vt/base';
import type { Join, JoinBatch, PlanNode } from '@vt/plan';
import {
  type BindValue,
  type BindVariable,
  type BindVariables,
  type Field,
  isIntegral,
  isText,
  type Row,
  Type,
} from '@vt/sqltypes';
import { checkOnlyCompared, noDate } from '../adapt/date-functions.ts';
import type { ExecutionContext } from '../context.ts';
import type { Primitive } from '../primitive.ts';
import { bindOf, isDate, isNoDate, isZeroDate, withBinds, zeroDate } from '../rows/binds.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { valueHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';
import { nullable, pickColumns } from './join-columns.ts';

/** Left rows whose right rows are asked for at once. */
const BATCH_ROWS_MAX = 100;
const OUT_ROWS = 256;

/** For each row of the left one runs the right one; for many at once where the plan says how. */
export function join(node: Join, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  const batched = node.batch && build(node.batch.right);
  return rowPrimitive(async (ctx) => {
    const outer = await openRows(left, ctx);
    const inner =
      batched && node.batch
        ? new BatchedInner(node, node.batch, batched, outer.fields, ctx)
        : new InnerByRow(node, right, outer.fields, ctx);
    try {
      const first = (await outer.next()) ?? [];
      // Also without left rows: the columns of the right one must be known.
      const answer = await inner.rows(first.slice(0, BATCH_ROWS_MAX));
      const rightFields = answer.fields;
      const ofRight = (field: Field) => (node.variant === 'LeftJoin' ? nullable(field) : field);
      const fields = node.columns.map(
        (column) => (column < 0 ? outer.fields[-column - 1] : ofRight(rightFields[column - 1] as Field)) as Field,
      );
      return generatedCursor(fields, joined(node, outer, first, answer, inner), () => outer.close());
    } catch (error) {
      await outer.close();
      throw error;
    }
  });
}

type Answer = {
  readonly fields: readonly Field[] /** Those of each left row. */;
  readonly rows: readonly (readonly Row[])[];
};

interface Inner {
  /** The right rows of some left rows; without any, as if there were one with NULL in every column. */
  rows(left: readonly Row[]): Promise<Answer>;
}

async function* joined(
  node: Join,
  outer: Cursor,
  first: readonly Row[],
  firstAnswer: Answer,
  inner: Inner,
): AsyncGenerator<readonly Row[]> {
  let known: Answer | undefined = firstAnswer;
  for (let batch: readonly Row[] | undefined = first; batch; batch = await outer.next()) {
    for (let i = 0; i < batch.length; i += BATCH_ROWS_MAX) {
      const left = batch.slice(i, i + BATCH_ROWS_MAX);
      const { rows } = known ?? (await inner.rows(left));
      known = undefined;
      yield* combined(node, left, rows);
    }
  }
}

/** Not all at once: each of the left rows may have all of the right ones. */
function* combined(
  { columns, variant }: Join,
  left: readonly Row[],
  right: readonly (readonly Row[])[],
): Generator<readonly Row[]> {
  let out: Row[] = [];
  for (const [i, row] of left.entries()) {
    const found = right[i] ?? [];
    if (found.length === 0 && variant === 'LeftJoin') out.push(pickColumns(columns, row, undefined));
    for (const one of found) {
      out.push(pickColumns(columns, row, one));
      if (out.length < OUT_ROWS) continue;
      yield out;
      out = [];
    }
  }
  if (out.length > 0) yield out;
}

class InnerByRow implements Inner {
  readonly #node: Join;
  readonly #right: Primitive;
  readonly #fields: readonly Field[];
  readonly #ctx: ExecutionContext;

  constructor(node: Join, right: Primitive, fields: readonly Field[], ctx: ExecutionContext) {
    this.#node = node;
    this.#right = right;
    this.#fields = fields;
    this.#ctx = ctx;
  }

  async rows(left: readonly Row[]): Promise<Answer> {
    const held = new Held(this.#ctx);
    const first = await this.#run(left[0], held);
    // Without arguments the right rows are the same for all.
    if (Object.keys(this.#node.vars).length === 0) return { fields: first.fields, rows: left.map(() => first.rows) };
    const all = [first.rows];
    for (const row of left.slice(1)) all.push((await this.#run(row, held)).rows);
    return { fields: first.fields, rows: all };
  }

  async #run(
    row: Row | undefined,
    held: Held,
  ): Promise<{ readonly fields: readonly Field[]; readonly rows: readonly Row[] }> {
    const cursor = await openRows(this.#right, this.#context(row));
    const rows: Row[] = [];
    for await (const batch of batches(cursor)) {
      for (const one of batch) {
        held.add(one);
        rows.push(one);
      }
    }
    await cursor.close();
    return { fields: cursor.fields, rows };
  }

  #context(row: Row | undefined): ExecutionContext {
    return withBinds(this.#ctx, argumentsOf(this.#node.vars, row, this.#fields, this.#node.right));
  }
}

/** The arguments of a statement for one row; NULL without one. @param to who gets them */
export function argumentsOf(
  vars: Readonly<Record<string, number>>,
  row: Row | undefined,
  fields: readonly Field[],
  to: PlanNode,
): BindVariables {
  const argument = (column: number): BindVariable => {
    const value = row?.[column] ?? null;
    const field = fields[column] as Field;
    if (!value || !isDate(field.type) || !isNoDate(value)) return bindOf(value, field);
    if (!isZeroDate(value)) throw noDate();
    checkOnlyCompared(to);
    return zeroDate;
  };
  return Object.fromEntries(Object.entries(vars).map(([name, column]) => [name, argument(column)]));
}

class BatchedInner implements Inner {
  readonly #node: Join;
  readonly #batch: JoinBatch;
  readonly #right: Primitive;
  readonly #fields: readonly Field[];
  readonly #ctx: ExecutionContext;
  /** Of the left rows and the right ones, which have the same columns each time. */
  #keys: readonly [Keying, Keying] | undefined;

  constructor(node: Join, batch: JoinBatch, right: Primitive, fields: readonly Field[], ctx: ExecutionContext) {
    this.#node = node;
    this.#batch = batch;
    this.#right = right;
    this.#fields = fields;
    this.#ctx = ctx;
  }

  async rows(left: readonly Row[]): Promise<Answer> {
    const cursor = await openRows(this.#right, this.#context(left));
    const [keyOfLeft, keyOfRight] = (this.#keys ??= this.#keyings(cursor.fields));
    const found = new Map<string, Row[]>();
    const held = new Held(this.#ctx);
    for await (const batch of batches(cursor)) {
      for (const row of batch) {
        held.add(row);
        const key = keyOfRight(row);
        if (key === undefined) continue;
        const rows = found.get(key);
        if (rows) rows.push(row);
        else found.set(key, [row]);
      }
    }
    await cursor.close();
    const rows = left.map((row) => {
      const key = keyOfLeft(row);
      return (key !== undefined && found.get(key)) || [];
    });
    return { fields: cursor.fields, rows };
  }

  #keyings(right: readonly Field[]): readonly [Keying, Keying] {
    const { keys } = this.#batch;
    return [
      keying(
        keys.map((key) => ({ column: key.left, collation: key.collation })),
        this.#fields,
      ),
      keying(
        keys.map((key) => ({ column: key.right, collation: key.collation })),
        right,
      ),
    ];
  }

  #context(rows: readonly Row[]): ExecutionContext {
    const binds = Object.fromEntries(
      this.#batch.keys.map(({ list, left }) => [list, listOf(rows, left, this.#fields[left] as Field)]),
    );
    return withBinds(this.#ctx, {
      ...argumentsOf(this.#node.vars, rows[0], this.#fields, this.#batch.right),
      ...binds,
    });
  }
}

function listOf(rows: readonly Row[], column: number, field: Field): BindVariables[string] {
  const values = new Map<string, BindValue>();
  for (const row of rows) {
    const bind = bindOf(row[column] ?? null, field);
    if (bind.type !== Type.NULL_TYPE) values.set(Buffer.from(bind.value).toString('latin1'), bind);
  }
  const list = values.size > 0 ? [...values.values()] : [{ type: Type.NULL_TYPE, value: new Uint8Array(0) }];
  return { type: Type.TUPLE, value: new Uint8Array(0), values: list };
}

/** Equal for rows that belong together; undefined where one of the values is NULL, which is equal to nothing. */
type Keying = (row: Row) => string | undefined;

/** INVARIANT: what is compared is what the planner took it for, integers and texts, so that equal keys are equal values. */
function keying(
  keys: readonly { readonly column: number; readonly collation: string | undefined }[],
  fields: readonly Field[],
): Keying {
  const hashes = keys.map(({ column, collation }) => {
    const field = fields[column];
    const isExpected = field && (collation === undefined ? isIntegral(field.type) : isText(field.type));
    if (!isExpected) throw VtError.of('VT12001', `joining by column '${field?.name ?? ''}' of this type over shards`);
    return valueHash({ column, weight: undefined, collation }, fields);
  });
  return (row) => {
    let key = '';
    for (const hash of hashes) {
      const part = hash(row);
      if (part === undefined) return undefined;
      key += `${part.length}:${part}`;
    }
    return key;
  };
}
