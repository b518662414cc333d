import type { TabletRequest } from '@vt/proto/hot';
import { type BindVariable, defaultLiteralMode } from '@vt/sqltypes';
import { settingsOf } from '../session-settings.ts';
import { type Statement, statementText, valuesText } from '../statement/statement.ts';
import { usesOf } from '../statement/uses.ts';

/** Equal for reads that would get the same answer at the same time. INVARIANT: what differs in anything that mysqld sees has another key. */
export function consolidationKey(request: TabletRequest, statement: Statement): string {
  const kind = (request.rowFormat === 'binary' ? 1 : 0) + (request.wantsDiagnostics ? 2 : 0) + (request.stream ? 4 : 0);
  const { values } = request;
  const settings = settingsOf(request.settings)?.key ?? '';
  let key = settings === '' ? `${statement.id} ${kind}` : `${statement.id} ${kind} ${settings.length} ${settings}`;
  if (values) {
    for (let i = 0; i < values.length; i++) {
      const { type, value } = values[i] as BindVariable;
      key += ` ${type} ${value.length} ${latin1(value)}`;
    }
    return key;
  }
  return statement.binds.length === 0
    ? key
    : `${key} ${latin1(Buffer.from(statementText(statement, request.binds, defaultLiteralMode)))}`;
}

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
