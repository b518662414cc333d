import { addMicros, dayNumber } from './calendar.ts';
import { datetimeOf, MICROS_A_DAY, MICROS_A_SECOND, MIDNIGHT, type Temporal, timeMicros } from './temporal.ts';

const EPOCH_DAY = 719_528;
const epoch = datetimeOf({ year: 1970, month: 1, day: 1 }, MIDNIGHT);
const OFFSET = /^([+-])(\d\d?):(\d\d)$/;
const OFFSET_MAX_MINUTES = 14 * 60;

/** Seconds east of UTC of an offset such as +05:30; undefined for what is none. */
export function offsetSeconds(zone: string): number | undefined {
  const match = OFFSET.exec(zone);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (Number(match[3]) > 59 || minutes > OFFSET_MAX_MINUTES) return undefined;
  if (match[1] === '-' && minutes > 13 * 60 + 59) return undefined;
  return (match[1] === '-' ? -minutes : minutes) * 60;
}

/** Microseconds since 1970 of a moment taken as UTC. */
export function utcMicros(moment: Temporal): number {
  return (dayNumber(moment) - EPOCH_DAY) * MICROS_A_DAY + timeMicros(moment);
}

export function utcMoment(micros: number): Temporal | undefined {
  return addMicros(epoch, micros);
}

/** The local time at a moment. Undefined for a zone we do not know. */
export function localMoment(micros: number, zone: string): Temporal | undefined {
  const seconds = zoneOffsetAt(micros, zone);
  return seconds === undefined ? undefined : utcMoment(micros + seconds * MICROS_A_SECOND);
}

/** The moment of a local time. In a gap, the end of the gap; where it comes twice, the first. */
export function momentOfLocal(local: Temporal, zone: string): number | undefined {
  const fixed = offsetSeconds(zone);
  const naive = utcMicros(local);
  if (fixed !== undefined) return naive - fixed * MICROS_A_SECOND;
  const before = zoneOffsetAt(naive - MICROS_A_DAY, zone);
  const after = zoneOffsetAt(naive + MICROS_A_DAY, zone);
  if (before === undefined || after === undefined) return undefined;
  const early = naive - before * MICROS_A_SECOND;
  if (zoneOffsetAt(early, zone) === before) return early;
  const late = naive - after * MICROS_A_SECOND;
  if (zoneOffsetAt(late, zone) === after) return late;
  return gapEnd(late, early, zone, after);
}

/** The moment between two at which the offset becomes `after`. */
function gapEnd(from: number, to: number, zone: string, after: number): number {
  let low = Math.floor(Math.min(from, to) / MICROS_A_SECOND);
  let high = Math.ceil(Math.max(from, to) / MICROS_A_SECOND);
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffsetAt(middle * MICROS_A_SECOND, zone) === after) high = middle;
    else low = middle;
  }
  return high * MICROS_A_SECOND;
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone);
  let format: Intl.DateTimeFormat | undefined;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    format = undefined;
  }
  formats.set(zone, format);
  return format;
}

/** Seconds east of UTC at a moment. */
export function zoneOffsetAt(micros: number, zone: string): number | undefined {
  if (zone.toUpperCase() === 'UTC') return 0;
  const fixed = offsetSeconds(zone);
  if (fixed !== undefined) return fixed;
  const format = formatOf(zone);
  if (!format) return undefined;
  const seconds = Math.floor(micros / MICROS_A_SECOND);
  const parts = Object.fromEntries(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Math.round(Date.UTC(year, month - 1, day, hour, minute, second) / 1000) - seconds;
}
