import { VtError } from '@vt/base';
import {
  emergencyReparent,
  externallyReparented,
  knownFromCopies,
  plannedReparent,
  type ReparentDeps,
  reparentTablet as reparentOne,
} from '@vt/reparent';
import type { Context, Handler } from '../context.ts';
import type { ReparentOperation } from '../stats.ts';

/** @throws where another tool moves primaries, which two of them would fight over. */
export function checkActive({ isReparentedElsewhere }: Context): void {
  if (!isReparentedElsewhere) return;
  const message =
    'active reparents are disabled here (--disable-active-reparents): whoever moves the primary tells it by TabletExternallyReparented';
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}

export const plannedReparentShard: Handler<'PlannedReparentShard'> = async (request, context, signal) => {
  checkActive(context);
  const { primary, events } = await told(context, 'PlannedReparentShard', request, () =>
    plannedReparent(alsoWithoutCell(context, signal), request, signal),
  );
  return { keyspace: request.keyspace, shard: request.shard, promoted_primary: primary.alias, events: events.list };
};

export const emergencyReparentShard: Handler<'EmergencyReparentShard'> = async (request, context, signal) => {
  checkActive(context);
  const { primary, events } = await told(context, 'EmergencyReparentShard', request, () =>
    emergencyReparent(alsoWithoutCell(context, signal), request, signal),
  );
  return { keyspace: request.keyspace, shard: request.shard, promoted_primary: primary.alias, events: events.list };
};

export const tabletExternallyReparented: Handler<'TabletExternallyReparented'> = async (
  { tablet },
  context,
  signal,
) => {
  if (tablet === null) throw aliasNeeded();
  const { keyspace, shard, newPrimary, oldPrimary } = await externallyReparented(context, tablet, signal);
  return { keyspace, shard, new_primary: newPrimary.alias, old_primary: oldPrimary };
};

export const reparentTablet: Handler<'ReparentTablet'> = async ({ tablet }, context, signal) => {
  checkActive(context);
  if (tablet === null) throw aliasNeeded();
  const primary = await reparentOne(context, tablet, signal);
  return { keyspace: primary.keyspace, shard: primary.shard, primary: primary.alias };
};

/** Tells how it ended, and after how long. */
async function told<T>(
  { onReparent }: Context,
  operation: ReparentOperation,
  { keyspace, shard }: { readonly keyspace: string; readonly shard: string },
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  let result: 'failure' | 'success' = 'failure';
  try {
    const done = await work();
    result = 'success';
    return done;
  } finally {
    onReparent?.(operation, { keyspace, shard, result, ms: performance.now() - start });
  }
}

/** A cell whose topology is away has the tablets that it last had. */
const alsoWithoutCell = (context: Context, signal: AbortSignal): ReparentDeps => ({
  ...context,
  lastKnown: knownFromCopies(context.topo, signal),
});

function aliasNeeded(): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message: 'tablet alias must not be nil' });
}
