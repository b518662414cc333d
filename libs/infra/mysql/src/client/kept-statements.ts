import type { PreparedStatement } from './prepare-command.ts';

/** What MySQL takes a parameter for (its type and sign); 0: NULL, which is of every type. */
export type ParameterKinds = readonly number[];

/** Variants of one statement: more than anybody's clients send of it. */
const VARIANTS_MAX = 8;

/** `kinds`: those that it was executed with. */
type Variant = { readonly statement: PreparedStatement; readonly kinds: number[] };

/**
 * The statements that a connection keeps prepared, by their text and by what their parameters are; the least recently used goes first.
 * INVARIANT: a statement is executed with parameters of the same kinds each time. MySQL derives the types of a statement's expressions from the
 * parameters that it gets first: what was compared with a number once is compared as a number ever after, texts too.
 */
export class KeptStatements {
  readonly #max: number;
  readonly #bySql = new Map<string, Variant[]>();
  #count = 0;
  #last: { readonly sql: string; readonly variant: Variant } | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  get(sql: string, kinds: ParameterKinds): PreparedStatement | undefined {
    if (this.#last?.sql === sql && fits(this.#last.variant, kinds)) return used(this.#last.variant, kinds);
    const variants = this.#bySql.get(sql);
    const variant = variants?.find((one) => fits(one, kinds));
    if (!variants || !variant) return undefined;
    this.#bySql.delete(sql);
    this.#bySql.set(sql, variants);
    this.#last = { sql, variant };
    return used(variant, kinds);
  }

  /** Gives back those that had to go. */
  add(sql: string, kinds: ParameterKinds, statement: PreparedStatement): readonly PreparedStatement[] {
    const variants = this.#bySql.get(sql) ?? [];
    this.#bySql.delete(sql);
    this.#bySql.set(sql, variants);
    variants.push({ statement, kinds: [...kinds] });
    this.#count++;
    const out = variants.length > VARIANTS_MAX ? [this.#firstOf(variants)] : [];
    while (this.#count > this.#max) {
      const [oldest] = this.#bySql as Iterable<readonly [string, Variant[]]>;
      if (!oldest) break;
      const [text, all] = oldest;
      out.push(this.#firstOf(all));
      if (all.length === 0) this.#bySql.delete(text);
    }
    return out;
  }

  #firstOf(variants: Variant[]): PreparedStatement {
    const variant = variants.shift() as Variant;
    this.#count--;
    if (this.#last?.variant === variant) this.#last = undefined;
    return variant.statement;
  }

  clear(): void {
    this.#bySql.clear();
    this.#count = 0;
    this.#last = undefined;
  }
}

function fits({ kinds: known }: Variant, kinds: ParameterKinds): boolean {
  return kinds.every((kind, i) => kind === 0 || known[i] === 0 || known[i] === kind);
}

/** Where there was NULL so far, the type is known from now on. */
function used({ statement, kinds: known }: Variant, kinds: ParameterKinds): PreparedStatement {
  for (const [i, kind] of kinds.entries()) known[i] ||= kind;
  return statement;
}
