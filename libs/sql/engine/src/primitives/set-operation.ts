import type { PlanNode, SetOperation } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { batches, type Cursor, generatedCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { rowHash } from '../rows/keys.ts';
import { matchedRows } from '../rows/matched.ts';
import { distinctRows } from '../rows/seen.ts';
import { mergeColumns } from './concatenate.ts';

/** EXCEPT and INTERSECT: holds the keys of the right side, counted, and puts the rows of both aside when they are too many. */
export function setOperation(node: SetOperation, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  return rowPrimitive(async (ctx) => {
    const opened: Cursor[] = [];
    const close = async (): Promise<void> => {
      for (const cursor of opened) await cursor.close();
    };
    const open = async (input: Primitive): Promise<Cursor> => {
      const cursor = await openRows(input, ctx);
      opened.push(cursor);
      return cursor;
    };
    try {
      const others = await open(right);
      const rows = await open(left);
      const { fields, convert } = mergeColumns([rows.fields, others.fields], node.collations, ctx.evaluation);
      const keys = fields.map((_, column) => ({ column, weight: undefined, collation: node.collations[column] }));
      const hash = rowHash(keys, fields);
      const [ofLeft, ofRight] = convert as [Convert, Convert];
      const [ofRows, ofOthers] = [mapped(batches(rows), ofLeft), mapped(batches(others), ofRight)];
      const matched = matchedRows(node.operation, ofRows, ofOthers, hash, fields.length, ctx);
      const found = isAll(node) ? matched : distinctRows(matched, hash, fields.length, ctx);
      return {
        ...generatedCursor(fields, found, close),
        get ok() {
          return rows.ok;
        },
      };
    } catch (error) {
      await close();
      throw error;
    }
  });
}

type Convert = (row: Row) => Row;

async function* mapped(rows: AsyncIterable<readonly Row[]>, convert: Convert): AsyncGenerator<readonly Row[]> {
  for await (const batch of rows) yield batch.map(convert);
}

const isAll = ({ operation }: SetOperation): boolean => operation === 'except all' || operation === 'intersect all';
