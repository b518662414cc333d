import { Type } from '@vt/sqltypes';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import { scan } from '../../text/scan.ts';
import { syntaxError } from '../transaction.ts';

const INFO_CHARS_MAX = 100;

const columns = [
  { name: 'Id', type: Type.INT64, bytesMax: 22, notNull: true },
  { name: 'User', bytesMax: 128, notNull: true },
  { name: 'Host', bytesMax: 1020, notNull: true },
  { name: 'db', bytesMax: 256 },
  { name: 'Command', bytesMax: 64, notNull: true },
  { name: 'Time', type: Type.INT32, bytesMax: 8, notNull: true },
  { name: 'State', bytesMax: 120 },
];
const shortInfo = { name: 'Info', bytesMax: 400 };
const fullInfo = { name: 'Info', type: Type.TEXT, bytesMax: 805_306_368 };

/** SHOW [FULL] PROCESSLIST: the clients of this gate, whose ids KILL takes. */
export const showProcesslist: StatementHandler = async ({ deps, sink, sql, mode }) => {
  const [, first, second, third] = scan(sql, mode);
  const full = first?.text === 'FULL';
  const after = full ? third : second;
  if (after) throw syntaxError(sql.slice(after.start));
  const rows = ((await deps.processes?.()) ?? []).map(({ id, user, host, database, command, seconds, text }) => [
    id,
    user,
    host,
    database || null,
    command,
    seconds,
    text === undefined ? '' : /^\s*show\b/i.test(text) ? 'init' : 'executing',
    text === undefined ? null : full ? text : [...text].slice(0, INFO_CHARS_MAX).join(''),
  ]);
  answerRows(sink, [...columns, full ? fullInfo : shortInfo], rows);
};
