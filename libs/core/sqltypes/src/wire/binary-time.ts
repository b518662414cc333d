import { readUint16, readUint32 } from './lenenc.ts';

/*
 * Dates and times in binary rows start with one length byte:
 *   date/datetime   0 | 4: year(2) month day | 7: and hour minute second | 11: and microseconds(4)
 *   time            0 | 8: sign days(4) hour minute second | 12: and microseconds(4)
 */

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

function fraction(micros: number, decimals: number): string {
  if (decimals === 0 || decimals > 6) return decimals > 6 && micros !== 0 ? `.${pad(micros)}` : '';
  return `.${pad(micros).slice(0, decimals)}`;
}

const pad = (micros: number): string => String(micros).padStart(6, '0');

/** A date or datetime whose length byte is at `at`, as text. */
export function dateText(bytes: Uint8Array, at: number, isDate: boolean, decimals: number): string {
  const length = bytes[at] as number;
  const year = length >= 4 ? readUint16(bytes, at + 1) : 0;
  const month = length >= 4 ? (bytes[at + 3] as number) : 0;
  const day = length >= 4 ? (bytes[at + 4] as number) : 0;
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (isDate) return date;
  const [hour, minute, second] = length >= 7 ? [bytes[at + 5], bytes[at + 6], bytes[at + 7]] : [0, 0, 0];
  const micros = length >= 11 ? readUint32(bytes, at + 8) : 0;
  return `${date} ${two(hour ?? 0)}:${two(minute ?? 0)}:${two(second ?? 0)}${fraction(micros, decimals)}`;
}

/** A time whose length byte is at `at`, as text. */
export function timeText(bytes: Uint8Array, at: number, decimals: number): string {
  const length = bytes[at] as number;
  if (length < 8) return `00:00:00${fraction(0, decimals)}`;
  const hours = readUint32(bytes, at + 2) * 24 + (bytes[at + 6] as number);
  const micros = length >= 12 ? readUint32(bytes, at + 9) : 0;
  const sign = bytes[at + 1] === 1 ? '-' : '';
  return `${sign}${two(hours)}:${two(bytes[at + 7] as number)}:${two(bytes[at + 8] as number)}${fraction(micros, decimals)}`;
}

const dateForm = /^(\d+)-(\d+)-(\d+)(?:[ T](\d+):(\d+):(\d+)(?:\.(\d{1,6}))?)?/;
const timeForm = /^(-?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?/;

const micros = (digits: string | undefined): number => (digits === undefined ? 0 : Number(digits.padEnd(6, '0')));

/** The binary form of a date or datetime text, with its length byte; undefined when the text is none. */
export function encodeDate(text: string, isDate: boolean): Buffer | undefined {
  const found = dateForm.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map((s) => Number(s ?? 0));
  const fractional = micros(found[7]);
  const hasTime = !isDate && (hour | minute | second | fractional) !== 0;
  const length = fractional && !isDate ? 11 : hasTime ? 7 : year | month | day ? 4 : 0;
  const out = Buffer.alloc(1 + length);
  out[0] = length;
  if (length >= 4) {
    out.writeUInt16LE(year, 1);
    out.set([month, day], 3);
  }
  if (length >= 7) out.set([hour, minute, second], 5);
  if (length === 11) out.writeUInt32LE(fractional, 8);
  return out;
}

/** The binary form of a time text, with its length byte; undefined when the text is none. */
export function encodeTime(text: string): Buffer | undefined {
  const found = timeForm.exec(text);
  if (!found) return undefined;
  const [hours = 0, minute = 0, second = 0] = found.slice(2, 5).map(Number);
  const fractional = micros(found[5]);
  const length = fractional ? 12 : hours | minute | second ? 8 : 0;
  const out = Buffer.alloc(1 + length);
  out[0] = length;
  if (length >= 8) {
    out[1] = found[1] === '-' ? 1 : 0;
    out.writeUInt32LE(Math.floor(hours / 24), 2);
    out.set([hours % 24, minute, second], 6);
  }
  if (length === 12) out.writeUInt32LE(fractional, 9);
  return out;
}
