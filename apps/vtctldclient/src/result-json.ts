import { GoNumber, type GoValue, type Message, toGo } from '@vt/proto';
import { fromProtoRow, isNumber, Type, type TypeName } from '@vt/sqltypes';

type Result = Message<'query.QueryResult'>;

/** A result as the tools print it: rows as lists, numbers as they are written, everything else as text. */
export function resultJson(result: Result): GoValue {
  const { fields, rows, rows_affected, insert_id, insert_id_changed, session_state_changes, info } = result;
  const isBare = fields.map(({ type }) => {
    const number = Type[String(type) as TypeName];
    return number !== undefined && isNumber(number);
  });
  return {
    fields: fields.length === 0 ? null : fields.map((field) => toGo('query.Field', field)),
    rows_affected,
    insert_id,
    insert_id_changed,
    rows: rows.map((row) => fromProtoRow(row).map((cell, i) => valueOf(cell, isBare[i]))),
    session_state_changes,
    status_flags: 0,
    info,
  };
}

/** A number keeps its digits: 1.50 stays that. */
function valueOf(cell: Uint8Array | null, isBare: boolean | undefined): GoValue {
  if (cell === null) return null;
  const text = Buffer.from(cell).toString();
  return isBare && /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? new GoNumber(text) : text;
}
