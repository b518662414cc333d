import { Code, toVtError, VtError } from '@vt/base';
import { type Position, parsePosition } from '@vt/mysql';
import type { Message } from '@vt/proto';
import { type Tablet, tabletAliasEqual } from '@vt/topo';
import { canEstablish, isRevoked, needsAcks } from './durability.ts';
import { call, type Reparent, sameTablet } from './reparent.ts';
import { aliasOf, compareTimes } from './shard-tablets.ts';

type Status = Message<'replicationdata.Status'>;

/** A tablet that acknowledges nothing any more and takes no writes, with what it has. */
export type Stopped = {
  readonly tablet: Tablet;
  /** What it executed, or received. */
  readonly position: Position;
  readonly executed?: Position;
  /** Its disk took not all that it received. */
  readonly needsSpace?: boolean;
  /** Of a replica; a tablet that was primary has none. */
  readonly status: Status | undefined;
};

const STOP_TIMEOUT_MS = 5_000;
/** How a tablet says it: MySQL's own error of a thread that was killed while it waited, and our tablets' of MariaDB's. */
const NEEDS_SPACE = /relay log write failure|waiting for disk space/i;
/** When enough have answered, how long the answers of the others are welcome all the same: they may be dead, and hang. */
const GRACE_MS = 150;

/**
 * Stops every tablet of the shard from acknowledging or taking writes: replicas no longer receive, a primary becomes read-only. Returns as soon as all have
 * answered, or shortly after those have who suffice for safety and for a new primary: who is dead is not waited for. Throws FAILED_PRECONDITION when somebody could still
 * acknowledge a write.
 */
export async function stopEverybody(
  reparent: Reparent,
  tablets: readonly Tablet[],
  options: { readonly oldPrimary: Tablet | undefined; readonly waitForAll: boolean },
): Promise<readonly Stopped[]> {
  const { durability, events } = reparent;
  const { oldPrimary } = options;
  const stopped: Stopped[] = [];
  const attempts = tablets.map(async (tablet) => {
    try {
      stopped.push(await stopOne(reparent, tablet));
    } catch (error) {
      events.warn(`${aliasOf(tablet)} could not be stopped: ${toVtError(error).message}`);
    }
  });
  const all = Promise.all(attempts);
  const reached = (): Tablet[] => stopped.map(({ tablet }) => tablet);
  // Without acknowledgements only the old primary itself can end its writing: it gets its whole time to answer.
  const suffices = (): boolean =>
    durability.ackers > 0 && isRevoked(durability, reparent.tablets, reached()) && canLead(reparent, reached());
  if (options.waitForAll) await all;
  else await Promise.race([all, whenTrue(attempts, suffices).then(() => delay(GRACE_MS))]);
  const answered = [...stopped];
  if (durability.ackers > 0 && !isRevoked(durability, reparent.tablets, reached())) {
    await letGo(reparent, answered, oldPrimary);
    const message = `could not reach sufficient tablets to guarantee safety: ${answered.length} of ${reparent.tablets.length} answered`;
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  if (durability.ackers === 0 && oldPrimary && !answered.some(({ tablet }) => sameTablet(tablet, oldPrimary))) {
    events.warn(
      `${aliasOf(oldPrimary)} was not reached: what it alone has is lost, as the policy '${durability.name}' allows`,
    );
  }
  return answered;
}

/** Resolves when one of the attempts has made it true. */
function whenTrue(attempts: readonly Promise<void>[], isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (isTrue()) resolve();
    };
    for (const attempt of attempts) void attempt.then(look);
  });
}

/** Whether one of these could be primary with the help of the others. */
function canLead({ durability }: Reparent, reached: readonly Tablet[]): boolean {
  return reached.some((t) => durability.promotionRule(t) !== 'must_not' && canEstablish(durability, t, reached));
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** What was last heard of a cell that is away may call one primary that has been a replica since, and acknowledges. */
function mayBePrimary({ record }: Reparent, tablet: Tablet): boolean {
  if (tablet.type !== 'PRIMARY') return false;
  const isNamed = tabletAliasEqual(tablet.alias ?? undefined, record.primary_alias ?? undefined);
  return isNamed || compareTimes(tablet.primary_term_start_time, record.primary_term_start_time) >= 0;
}

async function stopOne(reparent: Reparent, tablet: Tablet): Promise<Stopped> {
  const timeoutMs = Math.min(reparent.waitMs, STOP_TIMEOUT_MS);
  if (!mayBePrimary(reparent, tablet)) {
    try {
      const request = { stop_replication_mode: 'IOTHREADONLY' } as const;
      const { status } = await call(reparent, tablet, 'StopReplicationAndGetStatus', request, timeoutMs);
      const after = status?.after ?? status?.before ?? undefined;
      const executed = parsePosition(after?.position ?? '');
      const position = parsePosition(after?.relay_log_position || after?.position || '');
      const needsSpace = NEEDS_SPACE.test(after?.last_io_error ?? '');
      return { tablet: await asItIsNow(reparent, tablet, timeoutMs), status: after, position, executed, needsSpace };
    } catch (error) {
      // No source: it is a primary, whatever its record says.
      if (!(error instanceof VtError) || error.codeNumber !== Code.FAILED_PRECONDITION) throw error;
    }
  }
  const { primary_status } = await call(reparent, tablet, 'DemotePrimary', {}, timeoutMs);
  return { tablet, status: undefined, position: parsePosition(primary_status?.position ?? '') };
}

/** Who was being backed up has given that up to answer, and acknowledges writes again, whatever the record that was read says of it. */
async function asItIsNow(reparent: Reparent, tablet: Tablet, timeoutMs: number): Promise<Tablet> {
  if (tablet.type !== 'BACKUP') return tablet;
  const { status } = await call(reparent, tablet, 'FullStatus', {}, timeoutMs);
  const type = status?.tablet_type ?? 'UNKNOWN';
  return type === 'UNKNOWN' ? tablet : { ...tablet, type };
}

/** Undoes stopEverybody where nobody was promoted: an attempt that is given up leaves the shard as it was. */
export async function letGo(
  reparent: Reparent,
  stopped: readonly Stopped[],
  oldPrimary: Tablet | undefined,
): Promise<void> {
  const { durability, tablets, events } = reparent;
  const restart = async ({ tablet, status }: Stopped): Promise<void> => {
    if (status !== undefined) {
      const semiSync = oldPrimary !== undefined && durability.ackers > 0 && durability.mayAck(oldPrimary, tablet);
      await call(reparent, tablet, 'StartReplication', { semiSync });
    } else if (oldPrimary && sameTablet(tablet, oldPrimary)) {
      await call(reparent, tablet, 'UndoDemotePrimary', { semiSync: needsAcks(durability, tablet, tablets) });
    }
  };
  for (const [i, result] of (await Promise.allSettled(stopped.map(restart))).entries()) {
    if (result.status === 'rejected') {
      events.warn(`${aliasOf((stopped[i] as Stopped).tablet)} could not be set going again: ${String(result.reason)}`);
    }
  }
}
