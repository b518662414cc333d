import type { Expr } from '@vt/sqlparser';
import type { Operator } from '../operators/operator.ts';

type Made<T> = { readonly between: readonly Expr[]; readonly made: T };

/**
 * What was made of two units of a graph. Joining two units leaves the others as they are: without this each step would try all pairs
 * anew, and a join of sixty tables would take half a minute to plan.
 */
export class PairMemo<T> {
  readonly #known = new Map<Operator, Map<Operator, Made<T>>>();

  /** @param between what is known of both together, in its order: something else is made of it when that changes. */
  get(left: Operator, right: Operator, between: readonly Expr[], make: () => T): T {
    let ofLeft = this.#known.get(left);
    if (!ofLeft) this.#known.set(left, (ofLeft = new Map()));
    const known = ofLeft.get(right);
    if (known && isSame(known.between, between)) return known.made;
    const made = make();
    ofLeft.set(right, { between, made });
    return made;
  }
}

function isSame(a: readonly Expr[], b: readonly Expr[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
