import { unsupported } from '../errors.ts';
import type { Frame } from '../frame.ts';
import { addMicros } from '../temporal/calendar.ts';
import { datetimeOf, MIDNIGHT, type Temporal, timeMicros } from '../temporal/temporal.ts';
import { localMoment } from '../temporal/zone.ts';
import type { Environment } from './environment.ts';

/** The statement's start in the session's time zone. */
export function now(frame: Frame, env: Environment): Temporal {
  const micros = frame.context.nowMicros ?? unsupported('the current time without a clock');
  return localMoment(micros, env.timeZone) ?? unsupported(`time zone ${env.timeZone}`);
}

/** A TIME as a moment: so long after the start of the current day. */
export function withDate(time: Temporal | null, frame: Frame, env: Environment): Temporal | null {
  if (time === null || time.kind !== 'time') return time;
  const today = now(frame, env);
  const midnight = datetimeOf(today, MIDNIGHT);
  return addMicros(midnight, timeMicros(time)) ?? null;
}
