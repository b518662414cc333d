import { randomUUID } from 'node:crypto';
import { internalTableName } from '@vt/migration';
import type { MigrationRow } from '../store/migration-row.ts';

/** The two tables of a change by copy: the one that is filled, and the name that the present one gets. */
export type SwapNames = { readonly shadow: string; readonly old: string };

/**
 * New names for the tables of a migration. The old table's name is its own id's: both may be there at the same second. A migration that is tried again
 * within the second has the table of its first try still about.
 */
export function swapNames({ uuid, artifacts }: Pick<MigrationRow, 'uuid' | 'artifacts'>): SwapNames {
  let timeMs = Date.now();
  while (artifacts.includes(internalTableName('vrp', uuid, timeMs))) timeMs += 1_000;
  return { shadow: internalTableName('vrp', uuid, timeMs), old: internalTableName('vrp', randomUUID(), timeMs) };
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
