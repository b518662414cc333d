import { Type } from '@vt/sqltypes';
import { answerRows } from '../../executor/session-answers/local-result.ts';
import type { StatementHandler } from '../../executor/statement.ts';
import { resultCollations } from '../../session/charset.ts';

const columns = [
  { name: 'Level', bytesMax: 28, notNull: true, isSystem: true },
  { name: 'Code', type: Type.UINT32, bytesMax: 5, notNull: true },
  { name: 'Message', bytesMax: 2048, notNull: true, isSystem: true },
];

/** What the gate itself had to say about the statement before. */
export const showWarnings: StatementHandler = async ({ session, deps, sink, sql }) => {
  const errors = /errors/i.test(sql);
  const rows = session.warnings.filter(({ level }) => !errors || level === 'Error');
  if (/count/i.test(sql)) {
    const name = `@@session.${errors ? 'error' : 'warning'}_count`;
    return answerRows(sink, [{ name, type: Type.UINT64 }], [[rows.length]]);
  }
  const [from, to] = limitOf(sql);
  answerRows(
    sink,
    columns,
    rows.slice(from, to).map(({ level, code, message }) => [level, code, message]),
    resultCollations(session, deps.options.serverVersion),
  );
};

/** LIMIT [offset,] count */
function limitOf(sql: string): [number, number | undefined] {
  const found = /\blimit\s+(?:(\d+)\s*,\s*)?(\d+)(?:\s+offset\s+(\d+))?/i.exec(sql);
  if (!found) return [0, undefined];
  const offset = Number(found[1] ?? found[3] ?? 0);
  return [offset, offset + Number(found[2])];
}
