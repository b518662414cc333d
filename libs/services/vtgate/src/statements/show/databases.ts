import { quoteString } from '@vt/sqlparser';
import { anyShard } from '@vt/vschema';
import { anyKeyspace } from '../../executor/place.ts';
import { sendText } from '../../executor/send.ts';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import { resultCollations } from '../../session/charset.ts';
import { scan } from '../../text/scan.ts';
import { likeFilter, likePattern } from './like.ts';

const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys'];

/** Keyspaces, and the system schemas where databases are asked for. */
export const showDatabases: StatementHandler = async (run) => {
  const { deps, sink, sql, mode, classified } = run;
  const vitess = classified.second?.text.endsWith('KEYSPACES');
  const filter = likeFilter(sql, mode);
  const pattern = likePattern(sql, mode);
  const keyspaces = [...deps.vschema().keyspaces.keys()].sort();
  const all = vitess ? keyspaces : [...keyspaces, ...SYSTEM];
  const where = [...scan(sql, mode)].find(({ kind, text }) => kind === 'word' && text === 'WHERE');
  if (where) return sendText(run, anyKeyspace(run), anyShard, filtered(all, sql.slice(where.end)));
  const names = all.filter(filter);
  answerRows(
    sink,
    [{ bytesMax: 256, isSystem: true, name: pattern === undefined ? 'Database' : `Database (${pattern})` }],
    names.map((name) => [name]),
    resultCollations(run.session, deps.options.serverVersion),
  );
};

/** A mysqld decides which of the names the condition is true of. */
function filtered(names: readonly string[], condition: string): string {
  const rows = names.map((name) => `select ${quoteString(name)} as \`Database\``);
  return `select * from (${rows.join(' union all ')}) as SCHEMATA where ${condition.replace(/;\s*$/, '')}`;
}
