import { Type } from '@vt/sqltypes';
import { answerRows } from '../../executor/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';

const columns = [{ name: 'Level' }, { name: 'Code', type: Type.UINT32 }, { name: 'Message' }];

/** What the gate itself had to say about the statement before. */
export const showWarnings: StatementHandler = async ({ session, sink, sql }) => {
  const errors = /errors/i.test(sql);
  const rows = session.warnings.filter(({ level }) => !errors || level === 'Error');
  if (/count/i.test(sql)) {
    const name = `@@session.${errors ? 'error' : 'warning'}_count`;
    return answerRows(sink, [{ name, type: Type.INT64 }], [[rows.length]]);
  }
  answerRows(
    sink,
    columns,
    rows.map(({ level, code, message }) => [level, code, message]),
  );
};
