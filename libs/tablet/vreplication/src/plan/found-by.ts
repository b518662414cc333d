import type { StreamPlan } from './stream-plan.ts';

/**
 * The directive that tells a source by which of the columns it sends the rows of a change are found here: they must be in the image before it. '' where no row is looked for. A source that is not ours
 * does not know it.
 */
export function foundBy(plan: StreamPlan): string {
  if (plan.mode === 'ignore') return '';
  const names = plan.mode === 'merge' ? undefined : keyColumns(plan);
  return `foundBy="${names ? names.map(encodeURIComponent).join() : '*'}"`;
}

/** Of the target's key, as the stream names them; undefined where it has none: all columns tell its rows apart. */
function keyColumns({ rule, target, columns }: StreamPlan): readonly string[] | undefined {
  const own = rule.target_unique_key_columns;
  const key = own === '' ? target.key : own.split(',').map(decodeURIComponent);
  if (key.length === 0) return undefined;
  if (columns === '*') return key;
  const refsOf = (name: string): readonly string[] =>
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.refs ?? [];
  return [...new Set(key.flatMap(refsOf))];
}
