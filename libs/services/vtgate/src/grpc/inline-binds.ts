import { VtError } from '@vt/base';
import { enumNumber, type Message } from '@vt/proto';
import { decodeText } from '@vt/sqlparser';
import { type BindVariables, encodeScalar, encodeTuple, Type } from '@vt/sqltypes';
import { type ScanMode, scan } from '../text/scan.ts';

export function readBinds(binds: Readonly<Record<string, Message<'query.BindVariable'>>>): BindVariables {
  return Object.fromEntries(
    Object.entries(binds).map(([name, { type, value, values }]) => [
      name,
      {
        type: enumNumber('query.Type', type),
        value,
        ...(type === 'TUPLE'
          ? { values: values.map((one) => ({ type: enumNumber('query.Type', one.type), value: one.value })) }
          : {}),
      },
    ]),
  );
}

/** The statement with `:name` and `::list` replaced by their values. @throws VT03026 for a name without one. */
export function inlineBinds(sql: string, binds: BindVariables, mode: ScanMode): string {
  if (!sql.includes(':') || Object.keys(binds).length === 0) return sql;
  let out = '';
  let copied = 0;
  for (const token of scan(sql, mode)) {
    if (token.kind !== 'symbol' || token.text !== ':' || token.start < copied) continue;
    const name = /^:?([A-Za-z_][\w.]*)/.exec(sql.slice(token.start + 1));
    if (!name?.[1]) continue;
    out += sql.slice(copied, token.start) + valueText(name[1], binds, mode);
    copied = token.start + 1 + name[0].length;
  }
  return out + sql.slice(copied);
}

function valueText(name: string, binds: BindVariables, { noBackslashEscapes }: ScanMode): string {
  const bind = Object.hasOwn(binds, name) ? binds[name] : undefined;
  if (!bind) throw VtError.of('VT03026', name);
  const literal = { noBackslashEscapes };
  return decodeText(bind.type === Type.TUPLE ? encodeTuple(name, bind, literal) : encodeScalar(name, bind, literal));
}
