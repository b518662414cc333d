import { parse, SqlError } from '@vt/sqlparser';
import type { StatementHandler } from '../executor/statement.ts';
import { loadLocal, localDisabled } from '../load/load-local.ts';
import { passthrough } from './passthrough.ts';

/** LOAD DATA: of the client's file here; of a mysqld's, by the one mysqld. */
export const load: StatementHandler = async (run) => {
  const { sql, session, deps } = run;
  let statement: ReturnType<typeof parse>;
  try {
    statement = parse(sql, { sqlMode: session.sqlModeNames });
  } catch (error) {
    // A mysqld says what is wrong with it.
    if (error instanceof SqlError) return passthrough(run);
    throw error;
  }
  if (statement.kind !== 'LoadData' || !statement.local) return passthrough(run);
  if (!deps.options.localInfile) throw localDisabled();
  await loadLocal(run, statement);
};
