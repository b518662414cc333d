import { type CommonTableExpr, type CreateView, type QueryStatement, visit } from '@vt/sqlparser';
import { fold } from '../names.ts';

/** Names of the tables and views that a view reads, as written, each once; its own CTEs are none. */
export function viewTables(view: CreateView): string[] {
  return queryTables(view.select);
}

function queryTables(select: QueryStatement): string[] {
  const ctes = new Set<string>();
  visit(select, (node) => {
    if (node.kind === 'CommonTableExpr') ctes.add(fold((node as CommonTableExpr).name));
  });
  const names = new Map<string, string>();
  visit(select, (node) => {
    // Qualifiers of columns are no tables read.
    if (node.kind === 'ColName' || node.kind === 'StarExpr') return false;
    if (node.kind === 'TableName' && node.name.toLowerCase() !== 'dual' && !ctes.has(fold(node.name))) {
      if (!names.has(node.name)) names.set(node.name, node.name);
    }
    return true;
  });
  return [...names.values()];
}
