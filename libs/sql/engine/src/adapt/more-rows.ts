import { VtError } from '@vt/base';
import type { PlanNode } from '@vt/plan';
import { mapTexts } from './map-texts.ts';

/** A subquery that stands for one value gave several. */
export const MORE_ROWS = 1242;

export function moreRows(): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: MORE_ROWS,
    state: '21000',
    message: 'Subquery returns more than 1 row',
  });
}

/**
 * MySQL says that a subquery gives too many rows only where it needs its value. A step that has the value as `:bind` in the texts of its statements
 * gets there what fails as the subquery would have, where it is needed; undefined where the gate itself has to know the value.
 */
export function withTooMany<N extends PlanNode>(node: N, bind: string): N | undefined {
  const place = new RegExp(`(?<![:\\w]):${bind}\\b`, 'g');
  let knows = false;
  const changed = mapTexts(node, (text) => {
    if (text === bind) knows = true;
    return text.replace(place, '(select 1 from (select 1 union all select 2) as two)');
  });
  return knows ? undefined : changed;
}
