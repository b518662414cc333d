import { VtError } from '@vt/base';
import { isMariadbVersion } from '@vt/mysql';
import type { StatementRun } from '../../executor/statement.ts';
import { treatmentOf } from '../../session/variables.ts';
import { scan, type Token } from '../../text/scan.ts';
import { syntaxError } from '../transaction.ts';
import { type Assignment, parseSet } from './parse-set.ts';

type Parts = { readonly assignments: readonly Assignment[]; readonly statement: string };

/** MariaDB's SET STATEMENT … FOR, cut in two. Undefined: another SET. */
export function partsOfSetStatement({ sql, mode, deps }: StatementRun): Parts | undefined {
  if (!isMariadbVersion(deps.options.serverVersion)) return undefined;
  const [set, word, ...tokens] = [...scan(sql, mode)];
  if (!set || word?.kind !== 'word' || word.text !== 'STATEMENT' || tokens[0]?.text === '=') return undefined;
  const end = tokens.find((token): token is Token => token.kind === 'word' && token.text === 'FOR');
  if (!end) throw syntaxError('');
  return { assignments: parseSet(`set ${sql.slice(word.end, end.start)}`, mode), statement: sql.slice(end.end).trim() };
}

/** Runs a statement with settings that hold for it alone. @throws VT12001: for what is more than a setting of connections to come. */
export async function runWithSettings(
  run: StatementRun,
  { assignments, statement }: Parts,
  assign: (assignment: Assignment) => Promise<void>,
): Promise<void> {
  const { session } = run;
  for (const one of assignments) {
    const known = one.kind === 'variable' && one.scope === 'session' ? (treatmentOf(one.name) ?? 'setting') : undefined;
    // MariaDB reads the statement by the sql_mode that was before.
    const isMode = one.kind === 'variable' && one.name === 'sql_mode';
    if (isMode || (known !== 'setting' && known !== 'check' && known !== 'ignored'))
      throw VtError.of('VT12001', `SET STATEMENT of ${one.kind === 'variable' ? `'${one.name}'` : 'this'}`);
  }
  if (session.shardSessions.length > 0)
    throw VtError.of(
      'VT12001',
      'SET STATEMENT where connections are held: in a transaction, or beside temporary tables',
    );
  const before = [...session.settings];
  try {
    for (const one of assignments) await assign(one);
    await run.instead(statement);
  } finally {
    session.settings.clear();
    for (const [name, value] of before) session.settings.set(name, value);
  }
}
