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

/** Whether a shard's answer shows tables where the client is to be told of views. */
export function hasViewColumns(plan: Plan): boolean {
  return viewsOf.has(plan);
}

/** Takes a plan's answer: columns of views are said to be theirs, as by a mysqld, and not their tables' (by names that only shards have heard). */
export function viewColumns(plan: Plan, target: ResultSink): ResultSink {
  const views = viewsOf.get(plan);
  return views ? new ViewColumns(target, views) : target;
}

class ViewColumns extends PassingSink {
  readonly #views: Views;

  constructor(target: ResultSink, views: Views) {
    super(target);
    this.#views = views;
  }

  override columns(definitions: readonly Uint8Array[], format: Parameters<ResultSink['columns']>[1]): void {
    this.target.columns(
      definitions.map((definition) => this.#rename(definition)),
      format,
    );
  }

  #rename(definition: Uint8Array): Uint8Array {
    const field = decodeColumnDefinition(definition);
    const view = this.#views.get(field.table);
    if (view === undefined) return definition;
    // What is computed is of no database, but where a mysqld makes a table of the view's rows.
    const database = field.orgTable === '' && view.isMerged ? field.database : view.keyspace;
    return encodeColumnDefinition({ ...field, orgTable: view.name, orgName: field.orgName || field.name, database });
  }
}
