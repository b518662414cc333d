import { dayNumber, WeekMode, week, weekday } from './calendar.ts';
import { dayNames, monthNames } from './names.ts';
import type { Temporal } from './temporal.ts';

const two = (value: number) => String(value).padStart(2, '0');
const twelve = (hour: number) => (((hour % 24) + 11) % 12) + 1;
const halfDay = (hour: number) => (hour % 24 < 12 ? 'AM' : 'PM');
const clock = (value: Temporal) => `${two(value.minute)}:${two(value.second)}`;

/** The week of a mode, as text; `year`: the year that the week belongs to. */
function weekText(value: Temporal, mode: number, year: boolean): string {
  const found = week(value, mode);
  return year ? String(found.year).padStart(4, '0') : two(found.week);
}

const { MondayFirst, Year, FirstWeekday } = WeekMode;

/** What each letter after % stands for; undefined: there is none for this value, and the whole is NULL. */
const letters: Readonly<Record<string, (value: Temporal) => string | undefined>> = {
  a: (v) => dayName(v)?.slice(0, 3),
  b: (v) => monthNames[v.month - 1]?.slice(0, 3),
  c: (v) => String(v.month),
  d: (v) => two(v.day),
  D: (v) => `${v.day}${ordinal(v.day)}`,
  e: (v) => String(v.day),
  f: (v) => String(v.micro).padStart(6, '0'),
  H: (v) => two(v.hour),
  h: (v) => two(twelve(v.hour)),
  I: (v) => two(twelve(v.hour)),
  i: (v) => two(v.minute),
  j: (v) => String(dayNumber(v) - dayNumber({ year: v.year, month: 1, day: 1 }) + 1).padStart(3, '0'),
  k: (v) => String(v.hour),
  l: (v) => String(twelve(v.hour)),
  M: (v) => monthNames[v.month - 1],
  m: (v) => two(v.month),
  p: (v) => halfDay(v.hour),
  r: (v) => `${two(twelve(v.hour))}:${clock(v)} ${halfDay(v.hour)}`,
  S: (v) => two(v.second),
  s: (v) => two(v.second),
  T: (v) => `${two(v.hour)}:${clock(v)}`,
  U: (v) => weekText(v, FirstWeekday, false),
  u: (v) => weekText(v, MondayFirst, false),
  V: (v) => weekText(v, Year | FirstWeekday, false),
  v: (v) => weekText(v, Year | MondayFirst, false),
  W: dayName,
  w: (v) => (v.month === 0 && v.year === 0 ? undefined : String(weekday(dayNumber(v), true))),
  X: (v) => weekText(v, Year | FirstWeekday, true),
  x: (v) => weekText(v, Year | MondayFirst, true),
  Y: (v) => String(v.year).padStart(4, '0'),
  y: (v) => two(v.year % 100),
};

function dayName(value: Temporal): string | undefined {
  if (value.month === 0 && value.year === 0) return undefined;
  return dayNames[weekday(dayNumber(value), false)];
}

function ordinal(day: number): string {
  if (day >= 10 && day <= 19) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** DATE_FORMAT() and TIME_FORMAT(). Null where a letter has no text for the value. */
export function formatTemporal(value: Temporal, format: string): string | null {
  let out = value.kind === 'time' && value.negative ? '-' : '';
  const characters = [...format];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character !== '%' || i + 1 === characters.length) {
      out += character;
      continue;
    }
    const letter = characters[++i] ?? '';
    const text = letters[letter] ? letters[letter](value) : letter;
    if (text === undefined) return null;
    out += text;
  }
  return out;
}
