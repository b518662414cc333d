import type { Statement } from '@vt/sqlparser';
import { decodeTextRow, encodeTextRow, type ResultSink, RowAssembler, Type } from '@vt/sqltypes';
import type { Session } from '../../session/session.ts';

/**
 * A decimal in a user variable counts as one of thirty decimals wherever something is computed of it, and is shown as it is: columns that are such a
 * variable get its own text back.
 */
export function shownVariables(sink: ResultSink, statement: Statement, session: Session): ResultSink {
  if (statement.kind !== 'Select' || statement.columns.some(({ kind }) => kind === 'StarExpr')) return sink;
  const shown = new Map<number, Uint8Array>();
  for (const [i, column] of statement.columns.entries()) {
    if (column.kind !== 'AliasedExpr' || column.expr.kind !== 'Variable' || column.expr.scope !== 'user') continue;
    const value = session.variable(column.expr.name);
    if (value?.type === Type.DECIMAL) shown.set(i, value.value);
  }
  return shown.size === 0 ? sink : replacing(sink, shown);
}

function replacing(target: ResultSink, shown: ReadonlyMap<number, Uint8Array>): ResultSink {
  const assembler = new RowAssembler();
  let count = 0;
  const sink: ResultSink = {
    onDrain: undefined,
    columns(definitions, format) {
      count = format === 'text' ? definitions.length : 0;
      target.columns(definitions, format);
    },
    rows(packets) {
      if (count === 0) return target.rows(packets);
      const out: Buffer[] = [];
      assembler.push(packets, (bytes, start) => {
        out.push(encodeTextRow(decodeTextRow(bytes, start, count).map((value, i) => shown.get(i) ?? value)));
      });
      return out.length === 0 || target.rows(Buffer.concat(out));
    },
    end: (ok, more) => target.end(ok, more),
    error: (error) => target.error(error),
  };
  target.onDrain = () => sink.onDrain?.();
  return sink;
}
