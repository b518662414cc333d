import { childFields } from '../ast/children.ts';
import type { Node, Statement } from '../ast/node.ts';
import { visit } from '../ast/walk.ts';
import type { Expr, FuncExpr, NotExpr, WindowFuncExpr } from '../expr/nodes.ts';
import { print } from '../printer/printer.ts';
import type { AliasedExpr, Select } from '../query/nodes.ts';
import type { AliasedTableExpr } from '../table/nodes.ts';
import { addQueryHint } from './query-hint.ts';
import { ownSystemVariables, type Place, SessionBinds, type SessionValues, systemBind } from './session-values.ts';
import { existenceOnly, loneExpression, negated } from './simplify.ts';

export type PrepareOptions = {
  /** Tables without a qualifier are of this database. Default: they stay as they are. */
  readonly database?: string;
  /** An optimizer hint that the statement gets, such as `SET_VAR(sort_buffer_size=1000)`. */
  readonly hint?: string;
  /** System variables, in lower case, that the session has set to values of its own. */
  readonly systemVariables?: Iterable<string>;
  /** What the session answers with. Default: binds, which `needs` names. */
  readonly values?: SessionValues;
  /** What a column without an alias is named when its text changes. Default: its canonical text. */
  readonly columnName?: (column: AliasedExpr) => string;
  /** Say shorter what can be. Default true. */
  readonly simplify?: boolean;
};

/** A statement that asks a session for nothing but binds. */
export type Prepared<S extends Statement = Statement> = {
  readonly statement: S;
  /** The binds that are the session's values: `__lastInsertId`, `__vtdbname`, `__vtautocommit`, `__vtudv` and a user variable's name … */
  readonly needs: ReadonlySet<string>;
};

/**
 * The statement as a gate plans it: what is the session's becomes values or binds, and what can be said shorter is. Columns
 * keep the names that they had. The statement is not changed; what is the same is shared.
 */
export function prepareForSession<S extends Statement>(statement: S, options: PrepareOptions = {}): Prepared<S> {
  const preparer = new Preparer(statement, options);
  return { statement: preparer.statement(statement) as S, needs: preparer.needs };
}

type Fields = Record<string, unknown>;

class Preparer {
  readonly needs = new Set<string>();
  readonly #database: string;
  readonly #hint: string;
  readonly #values: SessionValues;
  readonly #columnName: (column: AliasedExpr) => string;
  readonly #simplify: boolean;
  readonly #isSelect: boolean;
  readonly #ctes = new Set<string>();
  /** How many SELECTs the walk is in. */
  #selects = 0;
  #place: Place = 'elsewhere';
  /** The whole column of the innermost SELECT that the walk is in, if it is in one. */
  #within: Expr | undefined;

  constructor(statement: Statement, options: PrepareOptions) {
    this.#database = options.database ?? '';
    this.#hint = options.hint ?? '';
    this.#isSelect = statement.kind === 'Select';
    const readsNoTable = statement.kind === 'Select' && statement.from.length === 0;
    this.#values = options.values ?? new SessionBinds(this.needs, new Set(options.systemVariables), readsNoTable);
    this.#columnName = options.columnName ?? (({ expr }) => print(expr));
    this.#simplify = options.simplify ?? true;
    if (this.#database === '') return;
    visit(statement, (node) => {
      if (node.kind === 'CommonTableExpr') this.#ctes.add(node.name.toLowerCase());
      return true;
    });
  }

  statement(statement: Statement): Statement {
    switch (statement.kind) {
      // The variables of these are named, not read.
      case 'Execute':
      case 'Prepare':
        return statement;
      case 'Show':
        if (statement.command === 'variables') for (const name of ownSystemVariables) this.needs.add(systemBind(name));
        return statement;
      default:
        return this.#hinted(this.#walk(statement) as Statement);
    }
  }

  /** Every part of a set operation gets the hint: the parts may go to different servers. */
  #hinted<S extends Statement>(statement: S): S {
    if (this.#hint === '') return statement;
    switch (statement.kind) {
      case 'Delete':
      case 'Insert':
      case 'Select':
      case 'Update':
        return { ...statement, comments: addQueryHint(statement.comments, this.#hint) };
      case 'Union':
        return { ...statement, left: this.#hinted(statement.left), right: this.#hinted(statement.right) };
      case 'ParenSelect':
        return { ...statement, select: this.#hinted(statement.select) };
      default:
        return statement;
    }
  }

  #walk(node: Node): Node {
    switch (node.kind) {
      case 'AliasedExpr':
        return this.#column(node);
      case 'AliasedTableExpr':
        return this.#table(node);
      case 'AssignmentExpr': {
        const right = this.#expr(node.right);
        return right === node.right ? node : { ...node, right };
      }
      case 'FuncExpr':
        return this.#function(node) ?? this.#children(node);
      case 'Select':
        return this.#select(node);
      case 'FramePoint':
        return this.#plainly(() => this.#children(node));
      case 'Variable':
        return this.#values.variable(node, this.#place, this.#within) ?? node;
      case 'WindowFuncExpr':
        return this.#windowFunction(node);
      case 'ColName':
      case 'IntoVariables':
      case 'StarExpr':
        return node;
      default:
        return this.#simplify ? this.#shorter(node) : this.#children(node);
    }
  }

  #shorter(node: Node): Node {
    switch (node.kind) {
      case 'AggregateExpr': {
        const alike = node.distinct && (node.name === 'max' || node.name === 'min');
        return this.#children(alike ? { ...node, distinct: false } : node);
      }
      case 'ExistsExpr': {
        const select = existenceOnly(node.subquery.select);
        const subquery = select === node.subquery.select ? node.subquery : { ...node.subquery, select };
        return this.#children(subquery === node.subquery ? node : { ...node, subquery }, true);
      }
      case 'NotExpr':
        return this.#not(node);
      case 'Subquery': {
        const expr = loneExpression(node.select);
        return expr === undefined ? this.#children(node) : this.#walk(expr);
      }
      case 'ComparisonExpr':
        // A list of IN is no single value, and ALL and ANY ask for a query.
        return this.#children(node, node.modifier !== '' || node.operator.endsWith('in'));
      default:
        return this.#children(node);
    }
  }

  #expr(expr: Expr): Expr {
    return this.#walk(expr) as Expr;
  }

  /** Is the walk in the outermost SELECT, and in no other? */
  #isOutermost(): boolean {
    return this.#isSelect && this.#selects === 1;
  }

  #in(place: Place, node: Node): Node {
    const outside = this.#place;
    this.#place = holdsQuery(node) ? 'elsewhere' : place;
    const walked = this.#walk(node);
    this.#place = outside;
    return walked;
  }

  /** The node with its children walked; `query`: a subquery among them stays one. */
  #children(node: Node, query = false): Node {
    let copy: Fields | undefined;
    for (const field of childFields[node.kind]) {
      const before = (node as unknown as Fields)[field];
      if (before === null || before === undefined) continue;
      const walk = this.#isRepeating(node, field)
        ? (child: Node) => this.#in('repeated', child)
        : (child: Node) => this.#child(child, query);
      const after = Array.isArray(before) ? list(before as Node[], walk) : walk(before as Node);
      if (after !== before) (copy ??= { ...(node as unknown as Fields) })[field] = after;
    }
    return (copy as unknown as Node | undefined) ?? node;
  }

  #child(node: Node, query: boolean): Node {
    return query && node.kind === 'Subquery' ? this.#children(node) : this.#walk(node);
  }

  /** A column without an alias is named by its text, which changes. */
  #column(node: AliasedExpr): AliasedExpr {
    const outside = this.#within;
    this.#within = node.expr;
    const expr = this.#isOutermost() ? (this.#in('column', node.expr) as Expr) : this.#expr(node.expr);
    this.#within = outside;
    if (expr === node.expr) return node;
    return { ...node, expr, as: node.as === '' ? this.#columnName(node) : node.as };
  }

  #table(node: AliasedTableExpr): Node {
    const { expr } = node;
    if (expr.kind !== 'TableName') return this.#children(node);
    const named = expr.qualifier !== '' || this.#ctes.has(expr.name.toLowerCase());
    return named || this.#database === '' ? node : { ...node, expr: { ...expr, qualifier: this.#database } };
  }

  /** Where MySQL's grammar has numbers only, a value is no more than its literal. */
  #plainly<T>(walk: () => T): T {
    const [place, within] = [this.#place, this.#within];
    this.#place = 'elsewhere';
    this.#within = undefined;
    const walked = walk();
    this.#place = place;
    this.#within = within;
    return walked;
  }

  #windowFunction(node: WindowFuncExpr): Node {
    const at = NUMBER_ARGUMENT.get(node.name);
    const number = at === undefined ? undefined : node.args[at];
    if (at === undefined || number?.kind !== 'Variable') return this.#children(node);
    const args = node.args.with(
      at,
      this.#plainly(() => this.#expr(number)),
    );
    return this.#children({ ...node, args });
  }

  #not(node: NotExpr): Node {
    const expr = this.#expr(node.expr);
    return negated(expr) ?? (expr === node.expr ? node : { ...node, expr });
  }

  #select(node: Select): Node {
    const where = node.where === null || !this.#simplify ? node.where : listsOfOne(node.where);
    const outside = this.#within;
    this.#within = undefined;
    this.#selects++;
    const walked = this.#children(where === node.where ? node : { ...node, where });
    this.#selects--;
    this.#within = outside;
    return walked;
  }

  /** The parts of the outermost SELECT that may repeat its columns; the others are walked as any child is. */
  #isRepeating(node: Node, field: string): boolean {
    return (
      node.kind === 'Select' &&
      this.#isOutermost() &&
      (field === 'groupBy' || field === 'having' || field === 'orderBy')
    );
  }

  #function(node: FuncExpr): Expr | undefined {
    if (node.qualifier !== '') return undefined;
    // What is asked about is not the value, and a literal of it would not answer.
    if (ABOUT_TEXT.has(node.name.toLowerCase()) && node.args.every(isFunctionWithoutArguments)) return node;
    if (node.args.length > 0) return undefined;
    return this.#values.function(node.name.toLowerCase(), this.#place, this.#within);
  }
}

/** Which argument of a window function is a number, and no expression. */
const NUMBER_ARGUMENT: ReadonlyMap<string, number> = new Map([
  ['lag', 1],
  ['lead', 1],
  ['nth_value', 1],
  ['ntile', 0],
]);

const ABOUT_TEXT: ReadonlySet<string> = new Set(['charset', 'coercibility', 'collation']);

function isFunctionWithoutArguments(node: Node): boolean {
  return node.kind === 'FuncExpr' && node.args.length === 0;
}

function list(nodes: readonly Node[], walk: (node: Node) => Node): readonly Node[] {
  const after = nodes.map(walk);
  return after.some((node, i) => node !== nodes[i]) ? after : nodes;
}

function holdsQuery(expr: Node): boolean {
  let found = false;
  visit(expr, ({ kind }) => {
    found ||= kind === 'Subquery';
    return !found;
  });
  return found;
}

/**
 * `a IN (SELECT 1)` as `a IN (1)`, in a condition of which only the truth counts: there a query without rows may take the
 * place of NULL.
 */
function listsOfOne(where: Expr): Expr {
  if (where.kind === 'AndExpr') {
    const exprs = where.exprs.map(listsOfOne);
    return exprs.some((expr, i) => expr !== where.exprs[i]) ? { ...where, exprs } : where;
  }
  if (where.kind !== 'ComparisonExpr' || where.operator !== 'in' || where.right.kind !== 'Subquery') return where;
  const expr = loneExpression(where.right.select);
  if (expr === undefined) return where;
  return { ...where, right: expr.kind === 'Subquery' ? expr : { kind: 'ValTuple', exprs: [expr] } };
}
