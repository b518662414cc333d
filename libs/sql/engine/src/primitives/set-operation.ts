import type { PlanNode, SetOperation } from '@vt/plan';
import type { Row } from '@vt/sqltypes';
import type { Primitive } from '../primitive.ts';
import { batches, mapCursor, openRows, rowPrimitive } from '../rows/cursor.ts';
import { rowHash } from '../rows/keys.ts';
import { Held } from '../rows/memory.ts';
import { mergeColumns } from './concatenate.ts';

/** EXCEPT and INTERSECT: holds the keys of the right side, counted. */
export function setOperation(node: SetOperation, build: (node: PlanNode) => Primitive): Primitive {
  const left = build(node.left);
  const right = build(node.right);
  return rowPrimitive(async (ctx) => {
    const other = await openRows(right, ctx);
    const held = new Held(ctx);
    const others: Row[] = [];
    for await (const batch of batches(other)) {
      for (const row of batch) {
        held.add(row);
        others.push(row);
      }
    }
    await other.close();
    const rows = await openRows(left, ctx);
    const { fields, convert } = mergeColumns([rows.fields, other.fields], node.collations, ctx.evaluation);
    const [ofLeft, ofRight] = convert as [(row: Row) => Row, (row: Row) => Row];
    const keys = fields.map((_, column) => ({ column, weight: undefined, collation: node.collations[column] }));
    const hash = rowHash(keys, fields);
    const counts = new Map<string, number>();
    for (const row of others) {
      const key = hash(ofRight(row));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const keep = keeper(node.operation, counts);
    return mapCursor(rows, fields, (batch) => batch.map(ofLeft).filter((row) => keep(hash(row))));
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
