import type { MysqlConnection } from '@vt/mysql';
import type { Diagnostic, Row } from '@vt/sqltypes';

/** As many as MySQL keeps by default. */
const DIAGNOSTICS_MAX = 1024;

/** What the statement before has to say on this connection; nothing where it cannot be read. */
export async function readDiagnostics(connection: MysqlConnection): Promise<Diagnostic[]> {
  try {
    const { rows } = await connection.execute(`show warnings limit ${DIAGNOSTICS_MAX}`);
    return rows.map(diagnostic);
  } catch {
    // The statement itself went well; a connection that broke since then is found by its next user.
    return [];
  }
}

function diagnostic(row: Row): Diagnostic {
  const [level, code, message] = row.map((value) => (value === null ? '' : Buffer.from(value).toString()));
  return {
    level: level === 'Note' || level === 'Error' ? level : 'Warning',
    code: Number(code ?? 0),
    message: message ?? '',
  };
}
