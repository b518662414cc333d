import { type Node, visit } from '@vt/sqlparser';

/** Names of the columns that an expression uses, as written. */
export function columnsIn(root: Node): string[] {
  const names: string[] = [];
  visit(root, (node) => {
    if (node.kind === 'ColName') names.push(node.name);
  });
  return names;
}
