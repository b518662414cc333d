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

/** The statement with `:name`, `::list` and `?` (the first is `:v1`) replaced by their values. @throws VT03026 for a name without one. */
export function inlineBinds(sql: string, binds: BindVariables, mode: ScanMode): string {
  if (Object.keys(binds).length === 0 || !/[:?]/.test(sql)) return sql;
  let out = '';
  let copied = 0;
  let positions = 0;
  for (const token of scan(sql, mode)) {
    if (token.kind !== 'symbol' || token.start < copied) continue;
    const { name, end } = token.text === '?' ? { name: `v${++positions}`, end: token.start + 1 } : named(sql, token);
    if (name === undefined) continue;
    out += sql.slice(copied, token.start) + valueText(name, binds, mode);
    copied = end;
  }
  return out + sql.slice(copied);
}

function named(sql: string, { text, start }: { text: string; start: number }): { name?: string; end: number } {
  const found = text === ':' ? /^:?([A-Za-z_][\w.]*)/.exec(sql.slice(start + 1)) : undefined;
  return found?.[1] ? { name: found[1], end: start + 1 + found[0].length } : { end: start };
}

function valueText(name: string, binds: BindVariables, { noBackslashEscapes }: ScanMode): string {
  const bind = Object.hasOwn(binds, name) ? binds[name] : undefined;
  if (!bind) throw VtError.of('VT03026', name);
  const literal = { noBackslashEscapes };
  return decodeText(bind.type === Type.TUPLE ? encodeTuple(name, bind, literal) : encodeScalar(name, bind, literal));
}
