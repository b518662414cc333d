import { toVtError } from '@vt/base';
import type { Insert } from '@vt/plan';
import type { ExecutionContext } from '../../context.ts';
import type { VindexRow } from '../place.ts';
import { write } from '../shards.ts';
import { insertQueries, type PlacedRow } from './placed.ts';

const DUPLICATE = 1062;

/** Whether an error says that a vindex has an entry of these values already. */
export function isTakenEntry(thrown: unknown, values: VindexRow): boolean {
  const { errno, message } = toVtError(thrown);
  if (errno !== DUPLICATE) return false;
  const entry = values.map(({ value }) => Buffer.from(value).toString()).join('-');
  return /'(.*)' for key/s.exec(message)?.[1] === entry;
}

/**
 * Entries are made before the rows: one mysqld, which has all keys, would have come upon what is wrong with the rows up to this one first, and of this one
 * with its values and its primary key. Its shards are asked, in a statement that fails anyway.
 * @param rows up to that whose entry another row has. @returns what to fail of.
 */
export async function metBefore(
  node: Insert,
  rows: readonly PlacedRow[],
  thrown: unknown,
  ctx: ExecutionContext,
): Promise<unknown> {
  try {
    await write(insertQueries(node, rows, ctx), ctx);
    return thrown;
  } catch (earlier) {
    return earlier;
  }
}
