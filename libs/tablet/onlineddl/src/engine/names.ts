import { randomUUID } from 'node:crypto';
import { internalTableName } from '@vt/migration';
import type { MigrationRow } from '../store/migration-row.ts';

/** The two tables of a change by copy: the one that is filled, and the name that the present one gets. */
export type SwapNames = { readonly shadow: string; readonly old: string };

/** New names for the tables of a migration. The old table's name is its own id's: both may be there at the same second. */
export function swapNames(uuid: string): SwapNames {
  const nowMs = Date.now();
  return { shadow: internalTableName('vrp', uuid, nowMs), old: internalTableName('vrp', randomUUID(), nowMs) };
}

/** Those that a migration noted last. */
export function notedSwap({ artifacts }: Pick<MigrationRow, 'artifacts'>): SwapNames | undefined {
  const [shadow, old] = artifacts.slice(-2);
  return shadow !== undefined && old !== undefined ? { shadow, old } : undefined;
}

/** A name under which a table that is to go waits for its end. */
export function heldName(retainMs: number): string {
  return internalTableName('hld', randomUUID(), Date.now() + retainMs);
}
