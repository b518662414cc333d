import { toVtError, VtError } from '@vt/base';
import { TabletCallError, type TabletRequest } from '@vt/proto/hot';
import { typeName } from '@vt/sqltypes';
import { userOf } from '../request.ts';

/** Texts of statements and values in errors are cut to this. */
const TEXT_CHARS_MAX = 1024;

/**
 * The error as queryservice.Query tells it: what mysqld said is followed by who asked and what was run. Gates find errno and SQLSTATE in
 * it.
 */
export function describeError(thrown: unknown, request: TabletRequest): VtError {
  const error = toVtError(thrown);
  if (!/\(errno \d+\) \(sqlstate \w{5}\)/.test(error.message) || request.sql === '') return error;
  const binds = Object.keys(request.binds)
    .sort()
    .map((name) => bindText(name, request))
    .join('');
  const sql = JSON.stringify(request.sql).slice(0, TEXT_CHARS_MAX);
  const suffix = ` (CallerID: ${userOf(request.caller)}): Sql: ${sql}, BindVars: {${binds.slice(0, TEXT_CHARS_MAX)}}`;
  return new VtError({ code: error.code, message: error.message + suffix, errno: error.errno, state: error.state });
}

/** As Vitess prints it: the text form of a message, which has quotes, in quotes. */
function bindText(name: string, { binds }: TabletRequest): string {
  const bind = binds[name] as TabletRequest['binds'][string];
  return `${name}: ${JSON.stringify(`type:${typeName(bind.type)} value:${JSON.stringify(String(bind.value))}`)}`;
}

/** Ids that the session holds although its statement failed. */
export function heldAfter(thrown: unknown): TabletCallError['held'] | undefined {
  return thrown instanceof TabletCallError ? thrown.held : undefined;
}
