import type { Plan } from '@vt/plan';
import { isMergedView, type PlannerEnvironment, planStatement } from '@vt/planner';
import type { Statement, TableExpr } from '@vt/sqlparser';
import { decodeColumnDefinition, encodeColumnDefinition, PassingSink, type ResultSink } from '@vt/sqltypes';

type View = { readonly keyspace: string; readonly name: string; readonly isMerged: boolean };
/** Views by the names that they have in FROM. */
type Views = ReadonlyMap<string, View>;

const viewsOf = new WeakMap<Plan, Views>();

/** The plan of a statement, of which it is known then which of its columns are views': shards get the views' queries in their place. */
export function planKnowingViews(statement: Statement, env: PlannerEnvironment): Plan {
  const { view } = env;
  if (!view || statement.kind !== 'Select') return planStatement(statement, env);
  const found = new Map<string, View>();
  const noting = (keyspace: string, name: string) => {
    const query = view(keyspace, name);
    if (query) found.set(name, { keyspace, name, isMerged: isMergedView(query) });
    return query;
  };
  const plan = planStatement(statement, { ...env, view: noting });
  if (found.size === 0) return plan;
  const named = new Map<string, View>();
  for (const table of statement.from) collect(table, found, named);
  if (named.size > 0) viewsOf.set(plan, named);
  return plan;
}

function collect(table: TableExpr, found: Views, named: Map<string, View>): void {
  switch (table.kind) {
    case 'AliasedTableExpr': {
      const view = table.expr.kind === 'TableName' ? found.get(table.expr.name) : undefined;
      if (view) named.set(table.as || view.name, view);
      return;
    }
    case 'JoinTableExpr':
      collect(table.left, found, named);
      collect(table.right, found, named);
      return;
    case 'ParenTableExpr':
      for (const inner of table.exprs) collect(inner, found, named);
      return;
    case 'JsonTableExpr':
  }
}

/** A plan that was made of another one. */
export function keepViews(of: Plan, plan: Plan): Plan {
  const views = viewsOf.get(of);
  if (views) viewsOf.set(plan, views);
  return plan;
}

/** Makes the definition of a column of a view's table, as a shard tells it, the view's; those of other columns stay. */
export type RenameColumn = (definition: Uint8Array) => Uint8Array;

/** What shards say of columns is said as by a mysqld, which knows of the views and of none of the names that only shards have heard. Undefined where there is no view. */
export function columnsOfViews(plan: Plan): RenameColumn | undefined {
  const views = viewsOf.get(plan);
  return views && ((definition) => rename(definition, views));
}

/** Takes a plan's answer. */
export function viewColumns(plan: Plan, target: ResultSink): ResultSink {
  const renameColumn = columnsOfViews(plan);
  return renameColumn ? new ViewColumns(target, renameColumn) : target;
}

class ViewColumns extends PassingSink {
  readonly #rename: RenameColumn;

  constructor(target: ResultSink, renameColumn: RenameColumn) {
    super(target);
    this.#rename = renameColumn;
  }

  override columns(definitions: readonly Uint8Array[], format: Parameters<ResultSink['columns']>[1]): void {
    this.target.columns(definitions.map(this.#rename), format);
  }
}

function rename(definition: Uint8Array, views: Views): Uint8Array {
  const field = decodeColumnDefinition(definition);
  const view = views.get(field.table);
  if (view === undefined) return definition;
  // What is computed is of no database, but where a mysqld makes a table of the view's rows.
  const database = field.orgTable === '' && view.isMerged ? field.database : view.keyspace;
  return encodeColumnDefinition({ ...field, orgTable: view.name, orgName: field.orgName || field.name, database });
}
