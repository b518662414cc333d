import { type InternalTable, internalTableName } from '@vt/migration';
import type { TableGcConfig } from './config.ts';
import type { LifecycleState } from './lifecycle.ts';

export type GcTable = { readonly name: string; readonly isView: boolean; readonly table: InternalTable };

/** What is to be done with a table now. */
export type GcStep =
  | { readonly kind: 'drop' }
  | { readonly kind: 'purge' }
  | { readonly kind: 'rename'; readonly to: string }
  | { readonly kind: 'wait' };

const kinds = { hold: 'hld', purge: 'prg', evac: 'evc', drop: 'drp' } as const;
const order = ['hold', 'purge', 'evac', 'drop'] as const satisfies readonly LifecycleState[];

/**
 * A table stays in a state until the time in its name. Held: it can be taken back; then it is emptied, rests, and is dropped.
 * `isEmpty` of a table that is to be emptied: it is.
 */
export function nextStep({ table, isView }: GcTable, config: TableGcConfig, nowMs: number, isEmpty: boolean): GcStep {
  if (table.kind === 'vrp') return { kind: 'wait' };
  if (table.timeMs > nowMs) return { kind: 'wait' };
  if (table.kind === 'drp') return { kind: 'drop' };
  if (table.kind === 'prg' && !isView && !isEmpty && config.lifecycle.has('purge')) return { kind: 'purge' };
  const state = order.find((each) => kinds[each] === table.kind) ?? 'hold';
  const next = order.slice(order.indexOf(state) + 1).find((each) => passes(each, config, isView)) ?? 'drop';
  const untilMs = next === 'evac' ? nowMs + config.evacMs : nowMs;
  return { kind: 'rename', to: internalTableName(kinds[next], table.id, untilMs) };
}

/** A view has nothing that could be emptied. */
function passes(state: LifecycleState, { lifecycle }: TableGcConfig, isView: boolean): boolean {
  if (isView && (state === 'purge' || state === 'evac')) return false;
  return lifecycle.has(state);
}
