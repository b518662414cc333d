import { VtError } from '@vt/base';
import { type Tablet, tabletAliasEqual } from '@vt/topo';

/** How gladly a tablet is made primary; `must_not`: never. */
export type PromotionRule = 'prefer' | 'neutral' | 'prefer_not' | 'must_not';

/** Who must have a transaction before the primary may tell its client that it is committed, and who may become primary. */
export type Durability = {
  readonly name: string;
  /** How many replicas acknowledge; 0: asynchronous replication. */
  readonly ackers: 0 | 1;
  mayAck(primary: Tablet, replica: Tablet): boolean;
  promotionRule(tablet: Tablet): PromotionRule;
};

const isReplica = (tablet: Tablet): boolean => tablet.type === 'REPLICA' || tablet.type === 'PRIMARY';
const isRdonly = (tablet: Tablet): boolean => tablet.type === 'RDONLY';
const otherCell = (a: Tablet, b: Tablet): boolean => a.alias?.cell !== b.alias?.cell;

function byType({ type }: Tablet): PromotionRule {
  if (type === 'PRIMARY' || type === 'REPLICA') return 'neutral';
  return type === 'SPARE' ? 'prefer_not' : 'must_not';
}

type Acks = Pick<Durability, 'ackers' | 'mayAck'>;

/** Sorted by name. */
const policies: Readonly<Record<string, Acks>> = {
  cross_cell: { ackers: 1, mayAck: (primary, replica) => isReplica(replica) && otherCell(primary, replica) },
  cross_cell_with_rdonly_ack: {
    ackers: 1,
    mayAck: (primary, replica) => (isReplica(replica) || isRdonly(replica)) && otherCell(primary, replica),
  },
  none: { ackers: 0, mayAck: () => false },
  semi_sync: { ackers: 1, mayAck: (_primary, replica) => isReplica(replica) },
  semi_sync_with_rdonly_ack: { ackers: 1, mayAck: (_primary, replica) => isReplica(replica) || isRdonly(replica) },
};

export const durabilityNames: readonly string[] = Object.keys(policies);

/** Throws INVALID_ARGUMENT for a name that is no policy; empty is `none`. */
export function durabilityPolicy(name: string): Durability {
  const wanted = name === '' ? 'none' : name;
  const policy = policies[wanted];
  if (policy === undefined) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `durability policy <${name}> is not a valid policy: use ${durabilityNames.join(', ')}`,
    });
  }
  return { name: wanted, promotionRule: byType, ...policy };
}

const same = (a: Tablet, b: Tablet): boolean => tabletAliasEqual(a.alias ?? undefined, b.alias ?? undefined);

/** Whether a primary is to wait for acknowledgements: the policy says so, and the shard has somebody who could give them. */
export function needsAcks(durability: Durability, primary: Tablet, tablets: readonly Tablet[]): boolean {
  return durability.ackers > 0 && tablets.some((t) => !same(t, primary) && durability.mayAck(primary, t));
}

/** Whether the tablet, as primary, could acknowledge writes with the help of those reached. */
export function canEstablish(durability: Durability, primary: Tablet, reached: readonly Tablet[]): boolean {
  return reached.filter((t) => !same(t, primary) && durability.mayAck(primary, t)).length >= durability.ackers;
}

/** A tablet that is backed up acknowledges nothing now, but may be the only one that has what it acknowledged shortly before; whatever it was then. */
function mayHaveAcked(durability: Durability, primary: Tablet, tablet: Tablet): boolean {
  return durability.mayAck(primary, tablet.type === 'BACKUP' ? { ...tablet, type: 'REPLICA' } : tablet);
}

/**
 * Whether nobody but those reached (who were stopped) can acknowledge a write any more, or has acknowledged one that they have not: each tablet that could be primary was
 * itself reached, or too few of those who would acknowledge its writes are left. With asynchronous replication nothing but reaching a
 * tablet can stop it.
 */
export function isRevoked(durability: Durability, tablets: readonly Tablet[], reached: readonly Tablet[]): boolean {
  const wasReached = (tablet: Tablet): boolean => reached.some((r) => same(r, tablet));
  return tablets
    .filter((tablet) => durability.promotionRule(tablet) !== 'must_not' && !wasReached(tablet))
    .every((tablet) => {
      if (durability.ackers === 0) return false;
      const left = tablets.filter((t) => !same(t, tablet) && mayHaveAcked(durability, tablet, t) && !wasReached(t));
      return left.length < durability.ackers;
    });
}
