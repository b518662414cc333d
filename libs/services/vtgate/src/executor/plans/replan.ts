import { setTimeout as delay } from 'node:timers/promises';
import type { TabletCallError } from '@vt/proto';
import { StartedSink } from '@vt/sqltypes';
import { refusalOf } from '../../tx/lost-transaction.ts';
import type { StatementRun } from '../statement.ts';

/** How often a statement is planned anew because the routing is new: it also changes for reasons that are none of its. */
const TRIES_MAX = 20;
const POLL_MS = 10;
/** Who refused may have had the news later than this gate: asked again after this. */
const AGAIN_MS = 100;

/**
 * Runs a statement and, when its tables or shards were moved elsewhere while it was on its way, plans it anew with the routing that then holds: waits
 * for that, bounded in time. Only before the client has seen anything, and only where it has certainly not run: in a transaction, where the call that
 * was refused is all that the statement asked for.
 */
export async function replanning(
  run: StatementRun,
  windowMs: number,
  attempt: (run: StatementRun) => Promise<void>,
): Promise<void> {
  const end = performance.now() + windowMs;
  for (let tries = 1; ; ) {
    const { deps, session, signal } = run;
    const isNew = routingNews(deps);
    const callsBefore = run.shards.calls;
    const sink = new StartedSink(run.sink);
    try {
      return await attempt({ ...run, sink });
    } catch (error) {
      const isWhole = !session.inTransaction || run.shards.calls - callsBefore === 1;
      const isAgain = !sink.started && mayMove(session) && isWhole && tries < TRIES_MAX && hasMoved(error);
      if (!isAgain || performance.now() >= end) throw error;
      if (await isNewer(isNew, Math.min(end, performance.now() + AGAIN_MS), signal)) tries++;
      else if (performance.now() >= end) throw error;
    }
  }
}

/** Tells whether the routing is another one than now: of tables, or of shards. */
function routingNews({ vschema, serving }: StatementRun['deps']): () => boolean {
  const [rules, { generation }] = [vschema(), serving];
  return () => vschema() !== rules || serving.generation !== generation;
}

/** Traffic of primaries is what moves; a shard that the client names stays the one it named, and replicas that are gone are gone. */
function mayMove({ target, broken }: StatementRun['session']): boolean {
  return !broken && target.tabletType === 'PRIMARY' && target.destination === undefined;
}

/** Whether a tablet refused because what it was asked for is to be found elsewhere. */
export function hasMoved(error: unknown): boolean {
  const refusal = refusalOf(error);
  if (!refusal || refusal.mayHaveRun) return false;
  if (refusal.code === 'FAILED_PRECONDITION') return refusesTable(refusal);
  return refusal.code === 'CLUSTER_EVENT' || refusal.message.includes('no healthy tablet available');
}

/** Whether a tablet refused a statement on a table that moves. It has not run, and what the session holds there is as it was. */
export function refusesTable({ code, mayHaveRun, message }: TabletCallError): boolean {
  return code === 'FAILED_PRECONDITION' && !mayHaveRun && message.includes('enforce denied tables');
}

async function isNewer(check: () => boolean, untilMs: number, signal: AbortSignal): Promise<boolean> {
  while (performance.now() < untilMs) {
    if (check()) return true;
    await delay(POLL_MS, undefined, { signal });
  }
  return check();
}
