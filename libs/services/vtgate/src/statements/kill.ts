import { VtError } from '@vt/base';
import { decodeText, type NodeOf, print, SqlError } from '@vt/sqlparser';
import { asVtError } from '../executor/errors/sql-error.ts';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler, StatementRun } from '../executor/statement.ts';
import { parseAsServer } from '../executor/texts/mariadb-syntax.ts';
import { evaluate } from './set/evaluate.ts';

/** KILL [CONNECTION | QUERY] expr: a client connection of this gate, whichever of its processes has it. */
export const kill: StatementHandler = async (run) => {
  const { deps, session, sink } = run;
  const statement = parsed(run);
  // MariaDB's other forms.
  if (statement.kind !== 'Kill') throw VtError.of('VT12001', 'KILL by user or query id, HARD or SOFT');
  if (!deps.options.allowKill) throw VtError.of('VT07001', 'kill statement execution not permitted.');
  const id = await threadOf(run, statement);
  if (id === session.id) {
    if (statement.type !== 'query') session.isReleased = true;
    throw interrupted();
  }
  if (!(await deps.kill(id, statement.type === 'query'))) {
    throw new VtError({ code: 'NOT_FOUND', errno: 1094, state: 'HY000', message: `Unknown thread id: ${id}` });
  }
  answerOk(sink);
};

async function threadOf(run: StatementRun, { id }: NodeOf<'Kill'>): Promise<number> {
  if (id.kind === 'Literal' && id.type === 'Int') return Number(id.value);
  const { value } = await evaluate(run, `cast((${print(id)}) as signed)`);
  return Number(BigInt.asUintN(32, BigInt(decodeText(value) || 0)));
}

function parsed({ sql, session, deps }: StatementRun) {
  try {
    return parseAsServer(sql, session.sqlMode, deps.options.serverVersion);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw asVtError(error);
  }
}

function interrupted(): VtError {
  const message = 'Query execution was interrupted';
  return new VtError({ code: 'CANCELED', errno: 1317, state: '70100', message });
}
