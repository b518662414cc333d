import type { Expr } from '@vt/sqlparser';
import { exprKey, splitAnd } from '../semantics/expressions.ts';

/** Which expressions conditions make equal: `a = b and b = 5` says that a is 5. */
export class Equivalences {
  readonly #parent = new Map<string, string>();
  readonly #members = new Map<string, Expr[]>();

  /** @param comparable whether equality of two expressions means that their values are the same, and not only that MySQL finds them so. */
  constructor(conditions: readonly Expr[], comparable: (a: Expr, b: Expr) => boolean) {
    for (const condition of conditions.flatMap(splitAnd)) {
      for (const [a, b] of equalPairs(condition)) if (comparable(a, b)) this.#join(a, b);
    }
  }

  /** Everything that is equal to the expression, itself included. */
  members(expr: Expr): readonly Expr[] {
    return this.#members.get(this.#find(exprKey(expr))) ?? [expr];
  }

  same(a: Expr, b: Expr): boolean {
    return this.#find(exprKey(a)) === this.#find(exprKey(b));
  }

  #join(a: Expr, b: Expr): void {
    const x = this.#add(a);
    const y = this.#add(b);
    if (x === y) return;
    this.#parent.set(y, x);
    this.#members.set(x, [...(this.#members.get(x) ?? []), ...(this.#members.get(y) ?? [])]);
  }

  #add(expr: Expr): string {
    const key = exprKey(expr);
    if (!this.#parent.has(key)) {
      this.#parent.set(key, key);
      this.#members.set(key, [expr]);
    }
    return this.#find(key);
  }

  #find(key: string): string {
    let at = key;
    for (let up = this.#parent.get(at); up !== undefined && up !== at; up = this.#parent.get(at)) at = up;
    return at;
  }
}

/** `a = b`, `(a, b) = (c, d)`. */
export function equalPairs(condition: Expr): [Expr, Expr][] {
  if (condition.kind !== 'ComparisonExpr' || condition.operator !== '=' || condition.modifier !== '') return [];
  const { left, right } = condition;
  if (left.kind === 'ValTuple' && right.kind === 'ValTuple' && left.exprs.length === right.exprs.length) {
    return left.exprs.flatMap((expr, i): [Expr, Expr][] =>
      equalPairs({ ...condition, left: expr, right: right.exprs[i] as Expr }),
    );
  }
  return [[left, right]];
}
