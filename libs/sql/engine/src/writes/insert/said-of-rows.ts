import type { Insert } from '@vt/plan';
import { type BindValue, type Diagnostic, Type } from '@vt/sqltypes';
import type { ExecutionContext, ShardQuery } from '../../context.ts';
import { isNull } from '../place.ts';
import type { PendingRow } from './pending.ts';

type Said = Pick<Diagnostic, 'code' | 'message'>;

const BAD_NULL = 1048;
const DUPLICATE = 1062;
const NO_DEFAULT = 1364;
const QUOTED = /'(.*)'/s;

/** How what a mysqld says of an INSERT's rows without their numbers is told to be one row's. */
export function saidOfRows(
  { columns, sent }: Insert,
  rows: readonly PendingRow[],
  ctx: ExecutionContext,
): Pick<ShardQuery, 'saysOnce' | 'mayMean'> {
  const isListed = (name: string) => columns.slice(0, sent).some((one) => one.toLowerCase() === name.toLowerCase());
  return {
    // MariaDB says of each row that a column cannot be NULL.
    saysOnce({ code, message }) {
      if (code === BAD_NULL) return ctx.evaluation?.flavor !== 'mariadb';
      return code === NO_DEFAULT && !isListed(/'(.*?)'/.exec(message)?.[1] ?? '');
    },
    mayMean(at, said) {
      const row = rows[at];
      return row !== undefined && mayMean(row, said, ctx);
    },
  };
}

function mayMean(row: PendingRow, { code, message }: Said, ctx: ExecutionContext): boolean {
  const values = valuesIn(row, ctx);
  if (code === NO_DEFAULT) return /\bdefault\b/i.test(row.text);
  if (code === BAD_NULL) return /\bnull\b/i.test(row.text) || values.some(isNull);
  const texts = values.filter(({ type }) => type !== Type.NULL_TYPE).map(({ value }) => Buffer.from(value).toString());
  const said = (code === DUPLICATE ? /'(.*)' for key/s : QUOTED).exec(message)?.[1];
  if (said === undefined) return true;
  if (code === DUPLICATE) return texts.some((text) => `-${said}-`.includes(`-${text}-`));
  return row.text.includes(said) || texts.some((text) => text.includes(said));
}

/** Those that are known without asking a mysqld. */
function valuesIn({ text, values, binds }: PendingRow, ctx: ExecutionContext): BindValue[] {
  const named = [...text.matchAll(/:(\w+)/g)].flatMap(([, name = '']) => {
    const bind = binds[name] ?? ctx.binds[name];
    return bind?.value ? [{ type: bind.type, value: bind.value }] : [];
  });
  return [...values.values(), ...named];
}
