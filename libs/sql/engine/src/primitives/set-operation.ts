import type { PlanNode, SetOperation } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { batches, mapCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { rowHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';
import { mergeFields } from './concatenate.ts';

/** EXCEPT and INTERSECT: holds the keys of the right side, counted. */
export function setOperation(node: SetOperation, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  return rowPrimitive(async (ctx) => {
    const other = await openRows(right, ctx);
    const counts = new Map<string, number>();
    const held = new Held(ctx);
    const keys = other.fields.map((_, column) => ({ column, weight: undefined, collation: node.collations?.[column] }));
    const hashOther = rowHash(keys, other.fields);
    for await (const batch of batches(other)) {
      for (const row of batch) {
        const key = hashOther(row);
        if (!counts.has(key)) held.add(row);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    await other.close();
    const rows = await openRows(left, ctx);
    const fields = mergeFields([rows.fields, other.fields]);
    const keep = keeper(node.operation, counts);
    const hash = rowHash(keys, rows.fields);
    return mapCursor(rows, fields, (batch) => batch.filter((row: Row) => keep(hash(row))));
  });
}

function keeper(operation: SetOperation['operation'], counts: Map<string, number>): (key: string) => boolean {
  const given = new Set<string>();
  const once = (key: string) => !given.has(key) && given.add(key).size > 0;
  const takeOne = (key: string): boolean => {
    const left = counts.get(key) ?? 0;
    if (left > 0) counts.set(key, left - 1);
    return left > 0;
  };
  switch (operation) {
    case 'except':
      return (key) => !counts.has(key) && once(key);
    case 'except all':
      return (key) => !takeOne(key);
    case 'intersect':
      return (key) => counts.has(key) && once(key);
    case 'intersect all':
      return takeOne;
  }
}
