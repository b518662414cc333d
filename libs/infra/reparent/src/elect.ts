import { VtError } from '@vt/base';
import { errantGtids, formatGtidSet, type Position, parsePosition, positionContains } from '@vt/mysql';
import { type Tablet, type TabletAliasLike, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import { canEstablish } from './durability.ts';
import { call, type Reparent, sameTablet } from './reparent.ts';
import { aliasOf } from './shard-tablets.ts';

/** A tablet with the transactions that it has executed, or holds in its relay log. */
export type Candidate = {
  readonly tablet: Tablet;
  readonly position: Position;
  /** What of it is executed already, where that is known: the rest is waited for when it is promoted. */
  readonly executed?: Position;
  /** Its disk took not all that it received: it would stand still as primary. */
  readonly needsSpace?: boolean;
};

const rank = { prefer: 0, neutral: 1, prefer_not: 2, must_not: 3 } as const;

/** Who is to follow the current primary, of those that can be reached: the most advanced of the gladly promoted ones. */
export async function electNext(
  reparent: Reparent,
  current: Tablet,
  options: { readonly crossCell: boolean; readonly lagMsMax: number },
): Promise<Tablet> {
  const { durability, tablets, events } = reparent;
  const reasons: string[] = [];
  const able = tablets.filter((tablet) => {
    if (sameTablet(tablet, current)) return false;
    const no =
      durability.promotionRule(tablet) === 'must_not'
        ? `is ${tablet.type}`
        : !options.crossCell && tablet.alias?.cell !== current.alias?.cell
          ? `is in another cell than ${aliasOf(current)}`
          : undefined;
    if (no !== undefined) reasons.push(`${aliasOf(tablet)} ${no}`);
    return no === undefined;
  });
  const asked = await Promise.all(
    able.map((tablet) => standing(reparent, tablet, options.lagMsMax).catch((e: unknown) => String(e))),
  );
  const standings = asked.filter((answer): answer is Standing => typeof answer !== 'string');
  reasons.push(...asked.filter((answer): answer is string => typeof answer === 'string'));
  const candidates = await withoutErrant(reparent, current, standings, reasons);
  const [best] = byAdvance(reparent, candidates).filter(({ tablet }) => {
    const others = [current, ...candidates.map((c) => c.tablet)];
    return canEstablish(durability, tablet, others);
  });
  if (best !== undefined) {
    for (const reason of reasons) events.info(`not considered: ${reason}`);
    events.info(`elected ${aliasOf(best.tablet)}`);
    return best.tablet;
  }
  const where = options.crossCell ? '' : ' in the same cell as the current primary';
  const detail = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
  throw new VtError({ code: 'FAILED_PRECONDITION', message: `cannot find a tablet to reparent to${where}${detail}` });
}

/** Who has transactions of its own looks more advanced than anybody: as primary it would give them to all. It can still be named. */
async function withoutErrant(
  reparent: Reparent,
  current: Tablet,
  standings: readonly Standing[],
  reasons: string[],
): Promise<readonly Standing[]> {
  // After the replicas': it has all that came from it.
  const { position } = await call(reparent, current, 'PrimaryPosition', {});
  const theirs = parsePosition(position);
  return standings.filter(({ tablet, position: own, sourceUuid }) => {
    if (own?.kind !== 'MySQL56' || theirs?.kind !== 'MySQL56') return true;
    const errant = errantGtids(own, theirs, sourceUuid);
    if (errant.sources.size === 0) return true;
    reasons.push(`${aliasOf(tablet)} has errant GTIDs: ${formatGtidSet(errant)}`);
    return false;
  });
}

type Standing = Candidate & { readonly sourceUuid: string };

async function standing(reparent: Reparent, tablet: Tablet, lagMsMax: number): Promise<Standing> {
  const { status } = await call(reparent, tablet, 'ReplicationStatus', {});
  const lagMs = (status?.replication_lag_seconds ?? 0) * 1000;
  if (lagMsMax > 0 && (status?.replication_lag_unknown || lagMs > lagMsMax)) {
    throw new Error(`${aliasOf(tablet)} lags ${lagMs} ms, more than is tolerated (${lagMsMax} ms)`);
  }
  return { tablet, position: parsePosition(status?.position ?? ''), sourceUuid: status?.source_uuid ?? '' };
}

/**
 * The most advanced first; of equals, those whose disk takes writes, then the most gladly promoted, then the one with least left to execute; then by alias, so that everybody chooses
 * alike.
 */
export function byAdvance({ durability }: Pick<Reparent, 'durability'>, candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => {
    const [ab, ba] = [positionContains(a.position, b.position), positionContains(b.position, a.position)];
    if (ab !== ba) return ab ? -1 : 1;
    const space = Number(a.needsSpace ?? false) - Number(b.needsSpace ?? false);
    if (space !== 0) return space;
    const rule = rank[durability.promotionRule(a.tablet)] - rank[durability.promotionRule(b.tablet)];
    if (rule !== 0) return rule;
    const isAhead = positionContains(a.executed, b.executed);
    if (isAhead !== positionContains(b.executed, a.executed)) return isAhead ? -1 : 1;
    return aliasOf(a.tablet) < aliasOf(b.tablet) ? -1 : 1;
  });
}

/** A tablet of the shard by its alias. */
export function namedTablet(reparent: Reparent, alias: TabletAliasLike): Tablet {
  const found = reparent.tablets.find((t) => tabletAliasEqual(t.alias ?? undefined, alias));
  if (found) return found;
  throw new VtError({
    code: 'INVALID_ARGUMENT',
    message: `primary-elect tablet ${tabletAliasString(alias)} is not in the shard ${reparent.keyspace}/${reparent.shard}`,
  });
}

/** Refuses when the shard's primary is not the one that the caller believes in. */
export function checkExpected({ record }: Reparent, expected: TabletAliasLike | null): void {
  if (expected === null || tabletAliasEqual(expected, record.primary_alias ?? undefined)) return;
  const is = record.primary_alias ? tabletAliasString(record.primary_alias) : 'none';
  throw new VtError({
    code: 'FAILED_PRECONDITION',
    message: `primary ${is} is not equal to expected alias ${tabletAliasString(expected)}`,
  });
}
