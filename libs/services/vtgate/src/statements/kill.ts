import { VtError } from '@vt/base';
import { answerOk } from '../executor/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';
import { scan } from '../text/scan.ts';
import { syntaxError } from './transaction.ts';

/** KILL [CONNECTION | QUERY] id: a client connection of this gate, whichever of its processes has it. */
export const kill: StatementHandler = async ({ deps, sink, sql, mode }) => {
  const tokens = [...scan(sql, mode)];
  const id = Number(tokens.at(-1)?.text);
  if (!Number.isSafeInteger(id)) throw syntaxError(sql);
  if (!deps.options.allowKill) throw VtError.of('VT07001', 'kill statement execution not permitted.');
  if (!(await deps.kill(id, tokens[1]?.text === 'QUERY'))) {
    throw new VtError({ code: 'NOT_FOUND', errno: 1094, state: 'HY000', message: `Unknown thread id: ${id}` });
  }
  answerOk(sink);
};
