import { collationByName } from '@vt/collations';
import type { EvaluationSettings } from '@vt/engine';
import { isMariadbVersion } from '@vt/mysql';
import { connectionCollation, defaultCollation } from '../../session/charset.ts';
import type { Session } from '../../session/session.ts';

export type ReadableSettings = { readonly settings: { get(name: string): string | undefined } };

const SET_VAR = /\/\*\+[^]*?\bset_var\s*\(/i;
const HINTED = /\bset_var\s*\(\s*(\w+)\s*=\s*('[^']*'|[\w.]+)\s*\)/gi;

/** The session's settings with those of a statement's SET_VAR hints, which are for it alone. To MariaDB they are comments. */
export function hinted(sql: string, session: Session, serverVersion: string): ReadableSettings {
  if (!sql.includes('/*+') || !SET_VAR.test(sql) || isMariadbVersion(serverVersion)) return session;
  const hints = sql.slice(0, sql.indexOf('*/') + 1);
  const own = new Map([...hints.matchAll(HINTED)].map(([, name = '', value = '']) => [name.toLowerCase(), value]));
  return { settings: { get: (name) => own.get(name) ?? session.settings.get(name) } };
}

/** What the session's variables, and what the servers behind the gate are, say of how it computes expressions. */
export function evaluationOf({ settings }: ReadableSettings, serverVersion: string): EvaluationSettings {
  const text = (name: string): string | undefined => settings.get(name)?.replace(/^'|'$/g, '');
  const number = (name: string): number | undefined => {
    const value = text(name);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  // Of a session that has set none it is the servers', which is not known here.
  const evaluation: { -readonly [K in keyof EvaluationSettings]: EvaluationSettings[K] } = {
    timeZone: text('time_zone') ?? 'SYSTEM',
  };
  const sqlMode = text('sql_mode');
  const own = connectionCollation({ settings });
  const isMariadb = isMariadbVersion(serverVersion);
  const collation = collationByName(own ?? (isMariadb ? defaultCollation(serverVersion) : ''))?.id;
  const divPrecisionIncrement = number('div_precision_increment');
  const timeNames = text('lc_time_names');
  const defaultWeekFormat = number('default_week_format');
  if (sqlMode !== undefined) evaluation.sqlMode = sqlMode;
  if (collation !== undefined) evaluation.collation = collation;
  if (divPrecisionIncrement !== undefined) evaluation.divPrecisionIncrement = divPrecisionIncrement;
  if (defaultWeekFormat !== undefined) evaluation.defaultWeekFormat = defaultWeekFormat;
  if (timeNames !== undefined) evaluation.timeNames = timeNames;
  if (isMariadb) evaluation.flavor = 'mariadb';
  return evaluation;
}
