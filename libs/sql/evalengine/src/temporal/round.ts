import { addMicros, roundFraction } from './calendar.ts';
import { datetimeOf, isZeroDate, MICROS_A_SECOND, Temporal, timeFromMicros, timeMicros, timeOf } from './temporal.ts';

/** The value with at most `fsp` digits of the second's fraction, rounded. Undefined when no such moment exists. */
export function roundTemporal(value: Temporal, fsp: number): Temporal | undefined {
  if (value.micro === 0 || value.kind === 'date') return value;
  const { micro, carry } = roundFraction(value.micro, fsp);
  if (!carry) return micro === value.micro ? value : withMicro(value, micro);
  if (value.kind === 'time') {
    const size = Math.abs(timeMicros(value)) - value.micro + MICROS_A_SECOND;
    return timeFromMicros(value.negative ? -size : size).value;
  }
  if (isZeroDate(value)) return undefined;
  return addMicros(datetimeOf(value, { ...value, micro: 0 }), MICROS_A_SECOND);
}

/** A zero TIME has no sign. */
function withMicro(value: Temporal, micro: number): Temporal {
  const time = { hour: value.hour, minute: value.minute, second: value.second, micro };
  return value.kind === 'time' ? timeOf(time, value.negative) : new Temporal(value.kind, value, time);
}

/** Cuts the fraction to `fsp` digits. */
export function truncateTemporal(value: Temporal, fsp: number): Temporal {
  const unit = 10 ** (6 - fsp);
  const micro = value.micro - (value.micro % unit);
  return micro === value.micro ? value : withMicro(value, micro);
}
