import { VtError } from '@vt/base';
import type { Concatenate, PlanNode } from '@vt/plan';
import { emptyOk, type Field, isIntegral, isText, Type } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { type Cursor, openRows, rowPrimitive } from '../rows/cursor.ts';

/** Rows of all inputs, one input after the other. */
export function concatenate(node: Concatenate, build: (node: PlanNode) => Primitive): Primitive {
  const inputs = node.inputs.map(build);
  return rowPrimitive(async (ctx) => {
    const cursors: Cursor[] = [];
    try {
      for (const input of inputs) cursors.push(await openRows(input, ctx));
      return chained(cursors, mergeFields(cursors.map(({ fields }) => fields)));
    } catch (error) {
      for (const cursor of cursors) await cursor.close();
      throw error;
    }
  });
}

function chained(cursors: readonly Cursor[], fields: readonly Field[]): Cursor {
  let at = 0;
  return {
    fields,
    ok: emptyOk,
    async next() {
      for (let cursor = cursors[at]; cursor; cursor = cursors[++at]) {
        const rows = await cursor.next();
        if (rows) return rows;
      }
      return undefined;
    },
    async close() {
      for (const cursor of cursors) await cursor.close();
    },
  };
}

/** The columns of a set operation. @throws VT12001 where values of one input would have to be rewritten. */
export function mergeFields(all: readonly (readonly Field[])[]): Field[] {
  const [first = [], ...rest] = all;
  for (const fields of rest) {
    if (fields.length !== first.length)
      throw new VtError({
        code: 'INVALID_ARGUMENT',
        errno: 1222,
        state: '21000',
        message: 'The used SELECT statements have a different number of columns',
      });
  }
  return first.map((field, i) => rest.reduce((merged, fields) => mergeField(merged, fields[i] as Field), field));
}

function mergeField(a: Field, b: Field): Field {
  const flags = a.flags & b.flags;
  const columnLength = Math.max(a.columnLength, b.columnLength);
  const base = { ...a, flags, columnLength, table: '', orgTable: '', orgName: '', database: '' };
  if (a.type === b.type && (a.type !== Type.DECIMAL || a.decimals === b.decimals))
    return { ...base, decimals: Math.max(a.decimals, b.decimals) };
  if (a.type === Type.NULL_TYPE) return { ...b, name: a.name, flags };
  if (b.type === Type.NULL_TYPE) return base;
  if (isIntegral(a.type) && isIntegral(b.type)) return { ...base, type: widerInteger(a, b) };
  if (isText(a.type) && isText(b.type))
    return { ...base, type: a.type === Type.TEXT || b.type === Type.TEXT ? Type.TEXT : Type.VARCHAR };
  throw VtError.of('VT12001', `a set operation of columns '${a.name}' of different types over shards`);
}

const INTEGERS = [
  Type.INT8,
  Type.UINT8,
  Type.INT16,
  Type.UINT16,
  Type.INT24,
  Type.UINT24,
  Type.INT32,
  Type.UINT32,
  Type.INT64,
  Type.UINT64,
] as readonly number[];

/** The integer type that holds both. @throws VT12001 where only a DECIMAL would. */
function widerInteger(a: Field, b: Field): number {
  const [low, high] = [a.type, b.type].map((type) => INTEGERS.indexOf(type)).sort((x, y) => x - y) as [number, number];
  const sameSign = low % 2 === high % 2;
  if (sameSign) return INTEGERS[high] as number;
  const signed = high % 2 === 0 ? high : high + 1;
  if (INTEGERS[high] === Type.UINT64)
    throw VtError.of('VT12001', `a set operation of BIGINT and BIGINT UNSIGNED columns '${a.name}' over shards`);
  return INTEGERS[signed] as number;
}
