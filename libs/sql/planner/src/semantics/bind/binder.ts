import { VtError } from '@vt/base';
import type { CommonTableExpr, Expr, JoinTableExpr, QueryStatement, Select, SelectExpr } from '@vt/sqlparser';
import type { PlannerEnvironment } from '../../environment.ts';
import type { Scope } from './scope.ts';
import type { ColumnInfo, Mentions, Source } from './source.ts';

/** What a WITH clause has made known. `within`: what its own body sees; `outer`: the blocks around the clause, whose columns it sees too. */
export type CteEntry =
  | {
      readonly kind: 'cte';
      readonly cte: CommonTableExpr;
      readonly recursive: boolean;
      readonly within: Ctes;
      readonly outer: Scope | undefined;
      readonly mentions: Mentions;
    }
  /** The CTE whose body this is: the rows of the round before. */
  | {
      readonly kind: 'self';
      readonly name: string;
      readonly columns: readonly ColumnInfo[];
      readonly authoritative: boolean;
    };
export type Ctes = ReadonlyMap<string, CteEntry>;

/** A query whose names mean what they say: every column is qualified with the unique alias of its source. */
export type BoundQuery = {
  readonly query: QueryStatement;
  readonly columns: readonly ColumnInfo[];
  readonly authoritative: boolean;
};

/** Steps of binding that others lead back to: expressions have queries, queries have expressions. */
export type BindingSteps = {
  bindQuery(query: QueryStatement, outer: Scope | undefined, ctes: Ctes, binder: Binder): BoundQuery;
};

/** What binding one statement finds out. */
export class Binder {
  readonly environment: PlannerEnvironment;
  readonly steps: BindingSteps;
  /** By unique alias, of all blocks. */
  readonly sources = new Map<string, Source>();
  /** For each bound block, its columns with every `*` written out; undefined where tables' columns are not known. */
  readonly expanded = new WeakMap<Select, readonly SelectExpr[] | undefined>();
  /** What USING and NATURAL compare. */
  readonly using = new WeakMap<JoinTableExpr, readonly Expr[]>();
  readonly tablesUsed = new Set<string>();
  /** A name of several possible tables: an error, unless one mysqld gets the whole statement and decides. */
  deferred: VtError | undefined;
  readonly #aliases = new Set<string>();

  constructor(environment: PlannerEnvironment, steps: BindingSteps) {
    this.steps = steps;
    this.environment = environment;
  }

  /** `name`, or something like it that no other source of the statement has. */
  uniqueAlias(name: string): string {
    let alias = name;
    for (let n = 1; this.#aliases.has(alias.toLowerCase()); n++) alias = `${name}_${n}`;
    this.#aliases.add(alias.toLowerCase());
    return alias;
  }

  add(source: Source): Source {
    this.sources.set(source.alias, source);
    return source;
  }

  /** The names that the client gave are kept where they can be. */
  reserve(names: Iterable<string>): void {
    for (const name of names) this.#aliases.add(name.toLowerCase());
  }
}

export function unknownColumnError(name: string): VtError {
  return VtError.of('VT03019', `'${name}'`);
}

export function ambiguousError(name: string, clause: string): VtError {
  return new VtError({
    code: 'INVALID_ARGUMENT',
    errno: 1052,
    state: '23000',
    message: `Column '${name}' in ${clause} is ambiguous`,
  });
}
