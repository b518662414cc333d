import { encodeColumnDefinition, type Field, Type } from '@vt/sqltypes';
import { Capability } from '../../packets/capabilities.ts';
import { writeEof } from '../../packets/eof.ts';
import { writeStmtPrepareOk } from '../../packets/stmt-prepare-ok.ts';
import type { Connection } from '../connection.ts';
import { serverErrors } from '../errors.ts';
import type { PreparedDescription, PrepareReply } from '../handler.ts';
import { withCollation } from '../result-collation.ts';
import { statementText } from './statement-text.ts';

const PARAMS_MAX = 0xffff;

/** What MySQL says of a parameter whose type it does not know yet. */
export const paramField: Field = {
  name: '?',
  type: Type.VARBINARY,
  table: '',
  orgTable: '',
  database: '',
  orgName: '',
  columnLength: 0,
  charset: 63,
  decimals: 0,
  flags: 128,
  columnType: '',
};
const paramDefinition = encodeColumnDefinition(paramField);

/* COM_STMT_PREPARE => command int<1> 0x16 · sql string<EOF> */
export function stmtPrepare<S, P>(conn: Connection<S, P>, payload: Buffer): void {
  if (conn.statements.full) return conn.answerError(serverErrors.tooManyStatements(conn.context.limits.statementsMax));
  let answered = false;
  const { session } = conn;
  const once = (run: () => void): void => {
    if (answered || conn.closed || !conn.holds(session)) return;
    answered = true;
    conn.attempt(run);
  };
  const reply: PrepareReply<P> = {
    ok: (handle, description) => once(() => answer(conn, handle, description)),
    error: (error) => once(() => conn.answerError(error)),
  };
  try {
    conn.context.handler.prepare(conn, session, statementText(payload.subarray(1)), reply);
  } catch (thrown) {
    reply.error(conn.errorOf(thrown));
  }
}

function answer<S, P>(conn: Connection<S, P>, handle: P, description: PreparedDescription): void {
  const { paramCount, columns, warnings } = description;
  if (paramCount > PARAMS_MAX) {
    conn.context.handler.closeStatement(conn, conn.session, handle);
    throw serverErrors.tooManyParameters();
  }
  const { id } = conn.statements.add(handle, paramCount);
  conn.channel.send(writeStmtPrepareOk({ statementId: id, columnCount: columns.length, paramCount, warnings }));
  sendDefinitions(conn, description.params ?? Array.from({ length: paramCount }, () => paramDefinition));
  sendDefinitions(conn, columns);
  conn.commandDone();
}

function sendDefinitions<S, P>(conn: Connection<S, P>, definitions: readonly Uint8Array[]): void {
  if (definitions.length === 0) return;
  const { resultCollation } = conn;
  for (const definition of definitions)
    conn.output.packet(resultCollation === 0 ? definition : withCollation(definition, resultCollation));
  if (conn.capabilities & Capability.DEPRECATE_EOF) return;
  conn.output.packet(writeEof({ warnings: 0, statusFlags: conn.statusFlags }));
}
