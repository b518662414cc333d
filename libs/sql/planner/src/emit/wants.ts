import type { Expr } from '@vt/sqlparser';
import type { OutputColumn } from '../operators/operator.ts';
import { exprKey } from '../semantics/expressions.ts';

/** The columns asked of an input; the first ones are those of the answer. */
export class Wants {
  readonly list: OutputColumn[];
  readonly #offsets = new Map<string, number>();

  constructor(first: readonly OutputColumn[] = []) {
    this.list = [];
    for (const column of first) {
      const key = exprKey(column.expr);
      if (!this.#offsets.has(key)) this.#offsets.set(key, this.list.length);
      this.list.push(column);
    }
  }

  /** The column that holds the expression. */
  offset(expr: Expr): number {
    const key = exprKey(expr);
    const known = this.#offsets.get(key);
    if (known !== undefined) return known;
    this.#offsets.set(key, this.list.length);
    this.list.push({ expr, name: '' });
    return this.list.length - 1;
  }
}

/**
 * A column of the row below, in an expression that the gate computes; with the collation of its values, where they are text, and how strongly that
 * counts beside another's, where they are no column's of a table.
 */
export function columnReference(offset: number, collation: string | undefined, derivation?: number): Expr {
  const strength = derivation === undefined ? '' : `:${derivation}`;
  const qualifier = { kind: 'TableName', name: '#', qualifier: `${collation ?? ''}${strength}` } as const;
  return { kind: 'ColName', name: String(offset), qualifier };
}
