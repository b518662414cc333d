import type { TabletRequest } from '@vt/proto/hot';
import { type BindVariable, defaultLiteralMode } from '@vt/sqltypes';
import { type Statement, valuesText } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The table and condition of a statement that changes rows of one table; undefined where there is no telling which rows. */
export function hotRowKey(request: TabletRequest, statement: Statement): string | undefined {
  if (statement.plan !== 'Update' && statement.plan !== 'Delete') return undefined;
  const { main, where } = usesOf(statement);
  if (where === undefined || main === '') return undefined;
  const text = request.values ? valuesText(statement, request.values, defaultLiteralMode) : undefined;
  return `${main} where ${written(where, request, statement, text)}`;
}

/** The condition with its values. */
function written(where: string, request: TabletRequest, statement: Statement, whole: Buffer | undefined): string {
  if (!whole && statement.binds.length === 0) return where;
  return where.replace(/::?([A-Za-z_#][\w#]*)/g, (place, name: string) => {
    const at = statement.binds.findIndex((bind) => bind.name === name);
    const bind: BindVariable | undefined = request.values ? request.values[at] : request.binds[name];
    if (!bind) return place;
    return bind.values ? bind.values.map(({ value }) => latin1(value)).join(',') : latin1(bind.value);
  });
}
