import { VtError } from '@vt/base';
import { type CommonTableExpr, type Node, rewrite, visitButLiterals, type With } from '@vt/sqlparser';

/** The statement without the CTEs that nothing reads, at which MySQL does not look. @throws 1066 where two have one name. */
export function withoutUnusedCtes<N extends Node>(statement: N): N {
  let found = false;
  visitButLiterals(statement, ({ kind }) => {
    found ||= kind === 'With';
    return !found;
  });
  return found
    ? rewrite(statement, (node) => ('with' in node && node.with ? withUsed(node, node.with) : node))
    : statement;
}

function withUsed<N extends Node & { readonly with: With | null }>(node: N, clause: With): N {
  const names = clause.ctes.map(nameOf);
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice >= 0) throw notUnique(clause.ctes[twice]!.name);
  const used = new Set<CommonTableExpr>();
  const pending: Node[] = [{ ...node, with: null } as Node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const mentioned = tablesIn(next);
    for (const cte of clause.ctes) {
      if (used.has(cte) || !mentioned.has(nameOf(cte))) continue;
      used.add(cte);
      pending.push(cte.select);
    }
  }
  if (used.size === clause.ctes.length) return node;
  return { ...node, with: used.size === 0 ? null : { ...clause, ctes: clause.ctes.filter((cte) => used.has(cte)) } };
}

function notUnique(name: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1066,
    state: '42000',
    message: `Not unique table/alias: '${name}'`,
  });
}

const nameOf = ({ name }: CommonTableExpr): string => name.toLowerCase();

function tablesIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  visitButLiterals(root, (node) => {
    if (node.kind === 'TableName' && node.qualifier === '') names.add(node.name.toLowerCase());
    return true;
  });
  return names;
}
