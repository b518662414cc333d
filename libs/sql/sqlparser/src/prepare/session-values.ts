import type { FuncExpr, Variable } from '../expr/nodes.ts';

/** Functions whose value is the session's, by the bind that stands for them. */
const functions: Readonly<Record<string, string>> = {
  database: '__vtdbname',
  found_rows: '__vtfrows',
  last_insert_id: '__lastInsertId',
  row_count: '__vtrcount',
  schema: '__vtdbname',
};

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

/** The bind that stands for a call, or undefined. `database()` is the session's only where no table is read. */
export function functionBind({ name, qualifier, args }: FuncExpr, readsNoTable: boolean): string | undefined {
  if (qualifier !== '' || args.length > 0) return undefined;
  const bind = functions[name.toLowerCase()];
  return bind === '__vtdbname' && !readsNoTable ? undefined : bind;
}

/** The bind that stands for a variable, or undefined for one that a mysqld is asked for. `set`: those the session has set. */
export function variableBind({ scope, name }: Variable, set: ReadonlySet<string>): string | undefined {
  if (scope === 'user') return `__vtudv${name.replaceAll(/\W/g, '_')}`;
  if (scope !== '' && scope !== 'session' && scope !== 'local') return undefined;
  const lower = name.toLowerCase();
  return own.has(lower) || set.has(lower) ? systemBind(lower) : undefined;
}
