import { VtError } from '@vt/base';

/** What happens to a table that is to go, in this order. */
export const lifecycleStates = ['hold', 'purge', 'evac', 'drop'] as const;
export type LifecycleState = (typeof lifecycleStates)[number];

/** States that a table passes, read from `hold,purge,evac,drop`; dropping is always the last. @throws INVALID_ARGUMENT. */
export function parseLifecycle(text: string): ReadonlySet<LifecycleState> {
  const words = text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  const isState = (word: string): word is LifecycleState => (lifecycleStates as readonly string[]).includes(word);
  const unknown = words.find((word) => !isState(word));
  if (unknown !== undefined) throw new VtError({ code: 'INVALID_ARGUMENT', message: `Unknown GC state: '${unknown}'` });
  return new Set([...words.filter(isState), 'drop']);
}
