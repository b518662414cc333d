import { VtError } from '@vt/base';
import { readVSchemaChange } from '@vt/planner';
import { parse } from '@vt/sqlparser';
import { answerOk } from '../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../executor/statement.ts';

/** ALTER VSCHEMA: changes the keyspace's document in the topology; gates see it as they see every new version. */
export const alterVSchema: StatementHandler = async ({ sql, session, deps, signal, sink }) => {
  const statement = parse(sql, { sqlMode: session.sqlModeNames });
  if (statement.kind !== 'AlterVschema') throw VtError.of('VT12001', 'this ALTER VSCHEMA statement');
  const { port, authorized } = deps.vschemaDdl ?? {};
  if (!authorized?.(session.caller)) {
    throw new VtError({
      code: 'PERMISSION_DENIED',
      message: `User '${session.caller.user}' is not authorized to perform vschema operations`,
    });
  }
  const { keyspace: named, change } = readVSchemaChange(statement);
  const keyspace = named || session.target.keyspace;
  if (keyspace === '') throw VtError.of('VT09005');
  if (!deps.serving.keyspaces().includes(keyspace)) throw VtError.of('VT05003', keyspace);
  await port?.(keyspace, change, signal);
  answerOk(sink);
};
