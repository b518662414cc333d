import { VtError } from '@vt/base';
import { type Expr, parse, print, type Statement } from '@vt/sqlparser';

/** What VReplicationExec does with a statement. Texts are canonical SQL; `where` is '' for every row. */
export type ExecPlan =
  | { readonly kind: 'insert-streams'; readonly statements: readonly string[] }
  | { readonly kind: 'update-streams'; readonly set: string; readonly where: string }
  | { readonly kind: 'delete-streams'; readonly where: string }
  /** To mysqld as it is. */
  | { readonly kind: 'pass'; readonly sql: string };

const readable = new Set([
  'copy_state',
  'post_copy_action',
  'resharding_journal',
  'vdiff',
  'vdiff_log',
  'vdiff_table',
  'vreplication',
  'vreplication_log',
]);
const writable = new Set(['copy_state', 'post_copy_action', 'resharding_journal']);

/** Accepts the statements that workflows are made of, and no others: INVALID_ARGUMENT. */
export function classify(text: string): ExecPlan {
  const statement = parse(text);
  switch (statement.kind) {
    case 'Insert':
      return classifyInsert(statement, text);
    case 'Update':
      return classifyUpdate(statement, text);
    case 'Delete':
      return classifyDelete(statement, text);
    case 'Select':
      return tableOf(statement.from, readable) === undefined ? refuse(text) : { kind: 'pass', sql: text };
    default:
      return refuse(text);
  }
}

type StatementOf<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

function classifyInsert(insert: StatementOf<'Insert'>, text: string): ExecPlan {
  const table = tableOf([insert.table], new Set([...writable, 'vreplication']));
  if (table === undefined) return refuse(text);
  if (table !== 'vreplication') return { kind: 'pass', sql: text };
  const { rows, columns } = insert;
  if (insert.action !== 'insert' || insert.ignore || insert.onDup.length > 0) refuse(text);
  if (!columns || rows.kind !== 'Values') return refuse(text);
  if (columns.some((column) => column.toLowerCase() === 'id')) invalid(`id should not have a value: ${text}`);
  const statements = rows.rows.map((row) => {
    if (row.exprs.length !== columns.length) invalid(`malformed statement: ${text}`);
    return print({ ...insert, rows: { ...rows, rows: [row] } });
  });
  return { kind: 'insert-streams', statements };
}

function classifyUpdate(update: StatementOf<'Update'>, text: string): ExecPlan {
  const table = tableOf(update.tables, new Set([...writable, 'vreplication']));
  if (table === undefined || update.orderBy.length > 0 || update.limit || update.with) return refuse(text);
  if (table !== 'vreplication') return { kind: 'pass', sql: text };
  if (update.exprs.some(({ name }) => name.name.toLowerCase() === 'id')) invalid(`id cannot be changed: ${text}`);
  const set = update.exprs.map((expr) => print(expr)).join(', ');
  return { kind: 'update-streams', set, where: whereText(update.where) };
}

function classifyDelete(statement: StatementOf<'Delete'>, text: string): ExecPlan {
  const table = tableOf(statement.tables, new Set([...writable, 'vreplication']));
  const hasMore = statement.orderBy.length > 0 || statement.limit || statement.with || statement.targets.length > 0;
  if (table === undefined || hasMore) return refuse(text);
  if (table !== 'vreplication') return { kind: 'pass', sql: text };
  return { kind: 'delete-streams', where: whereText(statement.where) };
}

function whereText(where: Expr | null): string {
  return where ? print(where) : '';
}

/** The one plain sidecar table of a statement, if it is one of `allowed`. */
function tableOf(tables: StatementOf<'Update'>['tables'], allowed: ReadonlySet<string>): string | undefined {
  const [only] = tables;
  if (tables.length !== 1 || only?.kind !== 'AliasedTableExpr' || only.expr.kind !== 'TableName') return undefined;
  if (only.partitions.length > 0 || only.expr.qualifier !== '_vt') return undefined;
  return allowed.has(only.expr.name) ? only.expr.name : undefined;
}

function refuse(text: string): never {
  return invalid(`unsupported construct: ${text}`);
}

function invalid(message: string): never {
  throw new VtError({ code: 'INVALID_ARGUMENT', message });
}
