import type { Expr, Variable } from '../expr/nodes.ts';

/** Functions whose value is the session's, by the bind that stands for them. */
const functions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    database: '__vtdbname',
    found_rows: '__vtfrows',
    last_insert_id: '__lastInsertId',
    row_count: '__vtrcount',
    schema: '__vtdbname',
  }),
);

/** System variables that a gate keeps itself and no mysqld knows better. */
export const ownSystemVariables: readonly string[] = [
  'autocommit',
  'client_found_rows',
  'ddl_strategy',
  'enable_system_settings',
  'foreign_key_checks',
  'migration_context',
  'query_timeout',
  'read_after_write_gtid',
  'read_after_write_timeout',
  'session_track_gtids',
  'session_uuid',
  'skip_query_plan_cache',
  'socket',
  'sql_select_limit',
  'transaction_mode',
  'transaction_timeout',
  'version',
  'version_comment',
  'workload',
];

/** These have their own value even where another part of the session checks them. */
const ownOnlyWhenShown: ReadonlySet<string> = new Set(['foreign_key_checks']);
const own: ReadonlySet<string> = new Set(ownSystemVariables.filter((name) => !ownOnlyWhenShown.has(name)));

export function systemBind(name: string): string {
  return `__vt${name}`;
}

/**
 * Where in a statement a value is asked for: in a column of the outermost SELECT, in its GROUP BY, HAVING or ORDER BY, which
 * may repeat a column, or elsewhere, which is also wherever a subquery is.
 */
export type Place = 'column' | 'elsewhere' | 'repeated';

/** What a session answers with where a statement asks for its own. `column`: the whole column of the innermost SELECT that it is in, if it is in one. Undefined: a mysqld is asked. */
export type SessionValues = {
  /** A function without arguments, by its name in lower case. */
  readonly function: (name: string, place: Place, column: Expr | undefined) => Expr | undefined;
  readonly variable: (variable: Variable, place: Place, column: Expr | undefined) => Expr | undefined;
};

/** Binds in place of values, so that a plan serves every session. */
export class SessionBinds implements SessionValues {
  readonly #needs: Set<string>;
  readonly #set: ReadonlySet<string>;
  readonly #readsNoTable: boolean;

  /** @param set system variables, in lower case, that the session has set. */
  constructor(needs: Set<string>, set: ReadonlySet<string>, readsNoTable: boolean) {
    this.#needs = needs;
    this.#set = set;
    this.#readsNoTable = readsNoTable;
  }

  /** `database()` is the session's only where no table is read. */
  function(name: string): Expr | undefined {
    const bind = functions.get(name);
    return bind === '__vtdbname' && !this.#readsNoTable ? undefined : this.#bind(bind);
  }

  variable({ scope, name }: Variable): Expr | undefined {
    if (scope === 'user') return this.#bind(`__vtudv${name.replaceAll(/\W/g, '_')}`);
    if (scope !== '' && scope !== 'session' && scope !== 'local') return undefined;
    const lower = name.toLowerCase();
    return this.#bind(own.has(lower) || this.#set.has(lower) ? systemBind(lower) : undefined);
  }

  #bind(name: string | undefined): Expr | undefined {
    if (name === undefined) return undefined;
    this.#needs.add(name);
    return { kind: 'Argument', name, type: '', size: 0, scale: 0 };
  }
}
