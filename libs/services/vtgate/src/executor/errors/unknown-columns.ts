import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import type { VSchema } from '@vt/vschema';
import type { ExecutorDeps } from '../deps.ts';

/** A client that repeats such a statement is no reason to ask tablets all the time. */
const BETWEEN_MS = 1_000;
/** Tablets that do not answer are not waited for longer. */
const WAIT_MS_MAX = 2_000;
const askedAtMs = new WeakMap<ExecutorDeps, number>();

/**
 * Whether a statement that was refused because its table's columns are not known should be planned anew: the tablets' tables were read again, and something
 * is new. A gate hears of a new table a moment after its tablet does, and of all tables a moment after its own start.
 * @param before what it was planned with; nothing of it has run
 */
export async function hasNewColumns(
  deps: ExecutorDeps,
  keyspace: string,
  refusal: unknown,
  before: VSchema,
): Promise<boolean> {
  if (!(refusal instanceof VtError) || refusal.id !== 'VT09004') return false;
  if (deps.vschema() !== before) return true;
  const now = performance.now();
  if (now - (askedAtMs.get(deps) ?? Number.NEGATIVE_INFINITY) < BETWEEN_MS) return false;
  askedAtMs.set(deps, now);
  const keyspaces = keyspace === '' ? deps.serving.keyspaces() : [keyspace];
  const asked = Promise.all(keyspaces.map((name) => deps.schemaChanged(name)));
  await Promise.race([asked, delay(WAIT_MS_MAX, undefined, { ref: false })]);
  return deps.vschema() !== before;
}
