import type { Differential } from '../harness.ts';
import type { Dice } from '../wide/dice.ts';
import type { Selects } from './selects.ts';

/**
 * What must hold of the gate alone: a condition, its negation and its being unknown part the rows (ternary logic
 * partitioning), and as many rows fulfil it as it is true of (so that no index and no route changes what is found).
 */
export async function partitions(
  both: Differential,
  selects: Selects,
  dice: Dice,
): Promise<{ readonly sql: string; readonly why: string } | undefined> {
  const { from, sources } = selects.block();
  const condition = selects.expressions.condition(sources, 3);
  const items = sources.flatMap(({ alias, key }) => key.map((name) => `${alias}.${name}`));
  const list = items.length > 0 ? items.join(', ') : '1';
  const head = `select ${list} from ${from}`;
  const rows = async (sql: string) => (await both.rows(sql)).map((row) => JSON.stringify(row)).sort();
  try {
    const all = await rows(head);
    const parted = `${head} where ${condition} union all ${head} where not (${condition}) union all ${head} where (${condition}) is null`;
    const parts = await rows(parted);
    // One mysqld does not part some rows either: a row that has NULLs of an outer join is to it no unknown in IN.
    if (all.join() !== parts.join() && (await both.compare(parted)).kind !== 'same')
      return { sql: `${head} where ${condition}`, why: `${parts.length} rows in parts instead of ${all.length}` };
    if (!dice.chance(0.5)) return undefined;
    const found = (await rows(`${head} where ${condition}`)).length;
    const [[counted]] = (await both.rows(`select count(case when ${condition} then 1 end) from ${from}`)) as [[string]];
    // Nor does one mysqld find all rows that a comparison of rows is true of, where it makes an inner join of an outer one.
    if (String(found) !== counted && (await both.compare(`${head} where ${condition}`)).kind !== 'same')
      return { sql: `${head} where ${condition}`, why: `${found} rows found, true of ${counted}` };
  } catch {
    // The comparison with a plain server judges errors.
  }
  return undefined;
}
