import type { PlanNode } from '@vt/plan';
import type { Expr, JoinTableExpr, Node, QueryStatement, Select } from '@vt/sqlparser';
import { isIntegral, isText, Type } from '@vt/sqltypes';
import type { PlannerEnvironment } from './environment.ts';
import type { Block, Operator, OutputColumn } from './operators/operator.ts';
import type { Observer } from './rules/rule.ts';
import type { Binder } from './semantics/bind/binder.ts';
import { type ExprType, typeOf } from './semantics/bind/types.ts';
import { replace } from './semantics/expressions.ts';

/** Steps of planning that others lead back to: a query has subqueries, a filter of a join is a filter of its sides. */
export type PlanningSteps = {
  planQuery(query: QueryStatement, ctx: PlanContext): Block;
  planFromWhere(select: Select, ctx: PlanContext): Operator;
  addFilter(op: Operator, predicates: readonly Expr[], ctx: PlanContext): Operator;
  applyRules(op: Operator, ctx: PlanContext): Operator;
  /** The plan that gives these columns, in this order. */
  emit(op: Operator, wants: readonly OutputColumn[], ctx: PlanContext): PlanNode;
  emitBlock(block: Block, ctx: PlanContext): PlanNode;
};

/** What planning one statement shares. */
export class PlanContext {
  readonly environment: PlannerEnvironment;
  readonly binder: Binder;
  readonly steps: PlanningSteps;
  readonly observe: Observer | undefined;
  /** Columns of derived tables, as the expressions they are; by alias, then by lower-case name. */
  readonly derived = new Map<string, ReadonlyMap<string, Expr>>();
  /** Subqueries that are answered where the rows around them are: the only ones that a route may have in its statement. */
  readonly merged = new WeakSet<Node>();
  /** Values of subqueries that are part of a column: what is computed of a NULL has a type, too. */
  readonly typedArguments = new Set<string>();
  readonly #types = new WeakMap<Expr, ExprType>();
  readonly #places = new WeakMap<Select, Operator>();
  readonly #names = new Set<string>();
  readonly #arguments = new Map<string, string>();
  #subqueries = 0;

  constructor(environment: PlannerEnvironment, binder: Binder, steps: PlanningSteps, observe?: Observer) {
    this.environment = environment;
    this.binder = binder;
    this.steps = steps;
    this.observe = observe;
  }

  /** With columns of derived tables as what they are inside, down to columns of tables. */
  resolve<E extends Expr>(expr: E): Expr {
    return replace(expr as Expr, (node) => {
      if (node.kind !== 'ColName' || !node.qualifier) return undefined;
      const inner = this.derived.get(node.qualifier.name)?.get(node.name.toLowerCase());
      return inner && this.resolve(inner);
    });
  }

  typeOf(expr: Expr): ExprType {
    const known = this.#types.get(expr);
    if (known) return known;
    const type = typeOf(this.resolve(expr), this.binder.sources, this.environment.flavor);
    this.#types.set(expr, type);
    return type;
  }

  /**
   * FROM and WHERE of a subquery, to see where its rows are. It is looked at by several, from each block around it: if each look planned
   * its subqueries anew, a statement would take twice as long with each level.
   */
  placeOf(select: Select): Operator {
    const known = this.#places.get(select);
    if (known) return known;
    const place = this.steps.planFromWhere(select, this);
    this.#places.set(select, place);
    return place;
  }

  /** Whether two values that MySQL finds equal are the same, so that a vindex gives them one place. */
  comparable = (a: Expr, b: Expr): boolean => {
    const x = this.typeOf(a);
    const y = this.typeOf(b);
    if (x.own !== y.own) return false;
    if (x.type === Type.NULL_TYPE || y.type === Type.NULL_TYPE) return true;
    return classOf(x.type) === classOf(y.type);
  };

  /** The bind name for a column; always the same one for the same column. */
  argument(source: string, name: string): string {
    const key = `${source}.${name.toLowerCase()}`;
    const known = this.#arguments.get(key);
    if (known !== undefined) return known;
    const base = `${source}_${name}`.replace(/\W/g, '_').toLowerCase();
    let free = base;
    for (let n = 1; this.#names.has(free); n++) free = `${base}_${n}`;
    this.#names.add(free);
    this.#arguments.set(key, free);
    return free;
  }

  /** As `replace`, in a query whose blocks stay known to the binder. */
  replaceIn<N extends Node>(root: N, change: (node: Node) => Node | undefined): N {
    return replace(root, change, (before, after) => {
      if (before.kind === 'JoinTableExpr') {
        const using = this.binder.using.get(before);
        if (using)
          this.binder.using.set(
            after as JoinTableExpr,
            using.map((expr) => replace(expr, change)),
          );
      }
      if (before.kind !== 'Select') return;
      const expanded = this.binder.expanded.get(before);
      this.binder.expanded.set(
        after as Select,
        expanded?.map((item) => replace(item, change)),
      );
    });
  }

  nextSubquery(): number {
    return ++this.#subqueries;
  }
}

function classOf(type: number): string {
  if (isIntegral(type)) return 'integer';
  if (isText(type)) return 'text';
  return String(type);
}
