import { type Node, visit } from '@vt/sqlparser';

/** Whether MariaDB's ROWNUM() is in it: the number of a row among those that its server finds. */
export function numbersRows(root: Node): boolean {
  let found = false;
  visit(root, (node) => {
    found ||= node.kind === 'FuncExpr' && node.qualifier === '' && node.name.toLowerCase() === 'rownum';
    return !found;
  });
  return found;
}
