import { childFields } from '../ast/children.ts';
import type { Node, Statement } from '../ast/node.ts';
import type { ComparisonExpr, Expr, Literal } from '../expr/nodes.ts';
import type { Bindable, NormalBind } from './binds.ts';
import { bindable } from './binds.ts';
import { BindNames, bindNames } from './names.ts';

export type NormalizeOptions = {
  /** What the names of bind variables begin with. Default `vtg`. */
  readonly prefix?: string;
};

/** A statement without its literals. */
export type Normalized<N> = {
  readonly statement: N;
  /** By name, in the order in which they were taken out. */
  readonly binds: ReadonlyMap<string, NormalBind>;
  /** The bind that each literal node of the original went into; literals that stayed are not in it. */
  readonly bindOf: ReadonlyMap<Literal, string>;
};

/** Longer values are never shared: comparing them costs more than sending them twice. */
const SHARED_BYTES_MAX = 256;

const normalizable: ReadonlySet<string> = new Set<Statement['kind']>([
  'Delete',
  'Insert',
  'ParenSelect',
  'Select',
  'TableStatement',
  'Union',
  'Update',
  'ValuesStatement',
]);

/**
 * Replaces literals by bind variables, so that statements that differ only in values are one text. What decides more than
 * a value stays: positions in ORDER BY and GROUP BY, columns of derived tables, lengths of types, window frames. Other
 * statements than queries and DML come back as they are. Throws SqlError 1525 for a date or time literal that is none.
 */
export function normalize<N extends Statement>(statement: N, options: NormalizeOptions = {}): Normalized<N> {
  const binds = new Map<string, NormalBind>();
  if (!normalizable.has(statement.kind)) return { statement, binds, bindOf: new Map() };
  const names = new BindNames(options.prefix ?? 'vtg', bindNames(statement));
  const normalizer = new Normalizer(names, binds);
  return { statement: normalizer.walk(statement, 'Subquery') as N, binds, bindOf: normalizer.bindOf };
}

type Fields = Record<string, unknown>;

class Normalizer {
  readonly bindOf = new Map<Literal, string>();
  readonly #names: BindNames;
  readonly #binds: Map<string, NormalBind>;
  /** Names by value, for values that may be shared. */
  readonly #shared = new Map<string, string>();
  /** How many SELECTs the walk is in; only there equal literals are shared. */
  #selects = 0;

  constructor(names: BindNames, binds: Map<string, NormalBind>) {
    this.#names = names;
    this.#binds = binds;
  }

  walk(node: Node, parent: Node['kind']): Node {
    switch (node.kind) {
      case 'Literal':
        return this.#literal(node, parent) ?? node;
      case 'UnaryExpr':
        // A negative number is one literal, and stays one where literals stay.
        if (isPosition(parent) && bindable(node) !== undefined) return node;
        return this.#literal(node, parent) ?? this.#children(node);
      case 'ComparisonExpr':
        return this.#children(this.#comparison(node));
      case 'UpdateExpr': {
        const expr = this.#compared(node.name, node.expr);
        return this.#children(expr === undefined ? node : { ...node, expr });
      }
      case 'Select':
        return this.#select(node, parent);
      case 'ParenSelect':
      case 'Union':
        // The members of a set operation are where the operation is.
        return this.#children(node, '', parent === 'DerivedTable' ? parent : node.kind);
      case 'ConvertType':
      case 'FramePoint':
      case 'IntroducerExpr':
      case 'Nextval':
      case 'ColName':
      case 'TableName':
        return node;
      default:
        return this.#children(node);
    }
  }

  #select(node: Node, parent: Node['kind']): Node {
    this.#selects++;
    // The columns of a derived table have names and types that its surroundings depend on.
    const walked = this.#children(node, parent === 'DerivedTable' ? 'columns' : '');
    this.#selects--;
    return walked;
  }

  /** The node with its children walked, but for the field `except`; `as` is what they are told of their parent. */
  #children(node: Node, except = '', as: Node['kind'] = node.kind): Node {
    let copy: Fields | undefined;
    for (const field of childFields[node.kind]) {
      const before = (node as unknown as Fields)[field];
      if (before === null || before === undefined || field === except) continue;
      const after = Array.isArray(before) ? this.#list(before as Node[], as) : this.walk(before as Node, as);
      if (after !== before) (copy ??= { ...(node as unknown as Fields) })[field] = after;
    }
    return (copy as unknown as Node | undefined) ?? node;
  }

  #list(list: readonly Node[], parent: Node['kind']): readonly Node[] {
    let copy: Node[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const after = this.walk(list[i]!, parent);
      if (after !== list[i]) (copy ??= list.slice())[i] = after;
    }
    return copy ?? list;
  }

  #literal(node: Expr, parent: Node['kind']): Expr | undefined {
    if (isPosition(parent)) return undefined;
    const value = bindable(node);
    if (value === undefined) return undefined;
    const share = this.#selects > 0 && parent !== 'Limit' && isShort(value);
    const key = share ? keyOf(value) : '';
    const known = share ? this.#shared.get(key) : undefined;
    if (known !== undefined) return this.#argument(known, value);
    const name = this.#names.next();
    if (share) this.#shared.set(key, name);
    return this.#bind(name, value);
  }

  #comparison(node: ComparisonExpr): ComparisonExpr {
    if (node.operator === 'in' || node.operator === 'not in') return this.#inList(node);
    const right = this.#compared(node.left, node.right);
    return right === undefined ? node : { ...node, right };
  }

  /** The literal `right` is named after the column `left` that it is compared with or assigned to. */
  #compared(left: Expr, right: Expr): Expr | undefined {
    if (left.kind !== 'ColName') return undefined;
    const value = bindable(right);
    if (value === undefined) return undefined;
    const key = keyOf(value);
    const known = isShort(value) ? this.#shared.get(key) : undefined;
    if (known !== undefined) return this.#argument(known, value);
    const name = this.#names.ofColumn(left);
    this.#shared.set(key, name);
    return this.#bind(name, value);
  }

  #inList(node: ComparisonExpr): ComparisonExpr {
    if (node.right.kind !== 'ValTuple') return node;
    const values: Bindable[] = [];
    for (const expr of node.right.exprs) {
      const value = bindable(expr);
      if (value === undefined) return node;
      values.push(value);
    }
    const key = `(${values.map(keyOf).join('\u0001')}`;
    const known = this.#shared.get(key);
    const name = known ?? this.#names.next();
    this.#shared.set(key, name);
    for (const { literal } of values) this.bindOf.set(literal, name);
    this.#binds.set(name, { type: 'TUPLE', values: values.map(({ type, value }) => ({ type, value })) });
    return { ...node, right: { kind: 'ListArg', name } };
  }

  #bind(name: string, value: Bindable): Expr {
    this.#binds.set(name, { type: value.type, value: value.value });
    return this.#argument(name, value);
  }

  #argument(name: string, { type, size, scale, literal }: Bindable): Expr {
    this.bindOf.set(literal, name);
    return { kind: 'Argument', name, type, size, scale };
  }
}

/** Below these a literal is the position of a column. */
function isPosition(parent: Node['kind']): boolean {
  return parent === 'Order' || parent === 'GroupBy';
}

function keyOf({ type, value }: Bindable): string {
  return `${type} ${value}`;
}

function isShort({ value }: Bindable): boolean {
  if (value.length > SHARED_BYTES_MAX) return false;
  return value.length * 3 <= SHARED_BYTES_MAX || Buffer.byteLength(value) <= SHARED_BYTES_MAX;
}
