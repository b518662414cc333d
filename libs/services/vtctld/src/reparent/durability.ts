import { VtError } from '@vt/base';
import type { Tablet } from '@vt/topo';

/** Who must have a transaction before the primary may tell its client that it is committed. */
export type Durability = {
  /** How many replicas acknowledge; 0: asynchronous replication. */
  readonly ackers: 0 | 1;
  mayAck(primary: Tablet, replica: Tablet): boolean;
};

const isReplica = (tablet: Tablet): boolean => tablet.type === 'REPLICA' || tablet.type === 'PRIMARY';
const isRdonly = (tablet: Tablet): boolean => tablet.type === 'RDONLY';
const otherCell = (a: Tablet, b: Tablet): boolean => a.alias?.cell !== b.alias?.cell;

/** Sorted by name. */
const policies: Readonly<Record<string, Durability>> = {
  cross_cell: { ackers: 1, mayAck: (primary, replica) => isReplica(replica) && otherCell(primary, replica) },
  cross_cell_with_rdonly_ack: {
    ackers: 1,
    mayAck: (primary, replica) => (isReplica(replica) || isRdonly(replica)) && otherCell(primary, replica),
  },
  none: { ackers: 0, mayAck: () => false },
  semi_sync: { ackers: 1, mayAck: (_primary, replica) => isReplica(replica) },
  semi_sync_with_rdonly_ack: { ackers: 1, mayAck: (_primary, replica) => isReplica(replica) || isRdonly(replica) },
};

/** Throws INVALID_ARGUMENT for a name that is no policy; empty is `none`. */
export function durabilityPolicy(name: string): Durability {
  const policy = policies[name === '' ? 'none' : name];
  if (policy === undefined) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `durability policy <${name}> is not a valid policy: use ${Object.keys(policies).join(', ')}`,
    });
  }
  return policy;
}
