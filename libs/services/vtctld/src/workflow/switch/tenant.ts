import { parse, print, type Select } from '@vt/sqlparser';
import type { Migration } from '../migration.ts';

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
