import { parse, print, type Select } from '@vt/sqlparser';
import type { TopoServer } from '@vt/topo';
import type { Migration } from '../migration.ts';

const nameOf = (from: string): string => from.split('@')[0] ?? '';

/**
 * The keyspace that the tenant had for itself: the one whose name has rules. INVARIANT: the other one is shared with tenants that do not move; it is never
 * led elsewhere, and refuses tables only as long as writes are switched.
 */
export async function ownKeyspace(
  topo: TopoServer,
  { sourceKeyspace, targetKeyspace }: Pick<Migration, 'sourceKeyspace' | 'targetKeyspace'>,
  signal: AbortSignal,
): Promise<string> {
  const { rules } = await topo.rules.keyspaceRouting.get({ signal });
  const isRuled = (keyspace: string): boolean => rules.some(({ from_keyspace: from }) => nameOf(from) === keyspace);
  return isRuled(targetKeyspace) && !isRuled(sourceKeyspace) ? targetKeyspace : sourceKeyspace;
}

/** Conditions of a multi-tenant move, as its streams have them: what is not a key range. */
export function conditionsOf({ options, streams }: Migration): string[] {
  if (options.tenant_id === '') return [];
  const filter = streams[0]?.bls?.filter?.rules[0]?.filter ?? '';
  const tree = parse(filter) as Select;
  if (!tree.where) return [];
  return conjuncts(tree.where).filter((text) => !text.startsWith('in_keyrange('));
}

function conjuncts(where: NonNullable<Select['where']>): string[] {
  return where.kind === 'AndExpr' ? where.exprs.flatMap(conjuncts) : [print(where)];
}
