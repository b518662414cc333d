import { mysqlError, unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { roundTemporal, truncateTemporal } from '../temporal/round.ts';
import { dateOf, datetimeOf, MIDNIGHT, type Temporal, timeOf } from '../temporal/temporal.ts';
import { dateNode, datetimeNode, timeNode } from './build.ts';
import type { Compiler } from './compiler.ts';
import type { Node } from './node.ts';
import { asDatetime, asTime, modeRules } from './temporal-argument.ts';
import { withDate } from './today.ts';

export function castTemporal(node: Node, name: 'date' | 'datetime' | 'time', fsp: number, compiler: Compiler): Node {
  if (fsp > 6) {
    throw mysqlError(1426, '42000', `Too-big precision ${fsp} specified for 'CAST'. Maximum is 6.`);
  }
  // MariaDB cuts what does not fit, unless it is told not to; MySQL where it is told to.
  const cuts =
    compiler.env.flavor === 'mariadb'
      ? !compiler.hasMode('TIME_ROUND_FRACTIONAL')
      : compiler.hasMode('TIME_TRUNCATE_FRACTIONAL');
  const fitted = cuts ? cut : rounded;
  if (name === 'time') {
    const time = asTime(node, compiler);
    const run = (f: Frame) => fitted(toTime(time(f)), fsp);
    return timeNode([node], run, fsp);
  }
  const moment = asDatetime(node, compiler, { ...modeRules(compiler), fullNumbers: name === 'datetime' }, name);
  if (name === 'date') {
    return dateNode([node], (f) => {
      const time = moment(f);
      if (time?.kind === 'time' && (time.negative || time.hour > 23))
        return unsupported('the date of a TIME beyond one day');
      const value = withDate(time, f, compiler.env);
      return value === null ? null : dateOf(value);
    });
  }
  const run = (f: Frame) => fitted(toDatetime(withDate(moment(f), f, compiler.env)), fsp);
  return datetimeNode([node], run, fsp);
}

const cut = (value: Temporal | null, fsp: number) => (value === null ? null : truncateTemporal(value, fsp));
const rounded = (value: Temporal | null, fsp: number) => (value === null ? null : (roundTemporal(value, fsp) ?? null));

export function toDatetime(value: Temporal | null): Temporal | null {
  if (value === null || value.kind === 'datetime') return value;
  return datetimeOf(value, MIDNIGHT);
}

/** The time of day. */
export function toTime(value: Temporal | null): Temporal | null {
  if (value === null || value.kind === 'time') return value;
  return timeOf(value.kind === 'date' ? MIDNIGHT : value);
}
