import type { ByteCursor } from './byte-cursor.ts';

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
const four = (n: number): string => String(n).padStart(4, '0');

export function dateText(packed: number): string {
  return `${four(packed >> 9)}-${two((packed >> 5) & 15)}-${two(packed & 31)}`;
}

/** DATETIME of servers before 5.6: YYYYMMDDhhmmss as a number. */
export function oldDatetimeText(packed: bigint): string {
  const digits = packed.toString().padStart(14, '0');
  return digits.replace(/^(\d{4})(..)(..)(..)(..)(..)$/, '$1-$2-$3 $4:$5:$6');
}

/** TIME of servers before 5.6: hhmmss as a number. */
export function oldTimeText(packed: number): string {
  const value = Math.abs(packed);
  const text = `${two(Math.floor(value / 10_000))}:${two(Math.floor(value / 100) % 100)}:${two(value % 100)}`;
  return packed < 0 ? `-${text}` : text;
}

/** A TIMESTAMP in UTC; the zero date where it is 0. */
export function timestampText(seconds: number): string {
  if (seconds === 0) return '0000-00-00 00:00:00';
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** Microseconds as they follow a time with `digits` of them: big-endian, a byte for two digits. */
export function readFraction(cursor: ByteCursor, digits: number): string {
  if (digits === 0) return '';
  const bytes = (digits + 1) >> 1;
  const value = cursor.bytes.readUIntBE(cursor.skip(bytes), bytes);
  return `.${String(value)
    .padStart(bytes * 2, '0')
    .slice(0, digits)}`;
}

/*
  DATETIME2, 40 bits big-endian: sign 1 (always 1) · year·13 + month 17 · day 5 · hour 5 · minute 6 · second 6
*/
export function readDatetime2(cursor: ByteCursor, digits: number): string {
  const packed = cursor.bytes.readUIntBE(cursor.skip(5), 5) - 0x8000000000;
  const days = Math.floor(packed / 0x20000);
  const time = packed % 0x20000;
  const months = days >> 5;
  const date = `${four(Math.floor(months / 13))}-${two(months % 13)}-${two(days & 31)}`;
  return `${date} ${two(time >> 12)}:${two((time >> 6) & 63)}:${two(time & 63)}${readFraction(cursor, digits)}`;
}

/*
  TIME2, 24 bits big-endian and the fraction, together one number from which 0x800000 (followed by zeros) was not taken away:
  sign · 1 bit unused · hour 10 · minute 6 · second 6 · fraction
*/
export function readTime2(cursor: ByteCursor, digits: number): string {
  const fractionBytes = (digits + 1) >> 1;
  const length = 3 + fractionBytes;
  const zero = 0x800000 * 256 ** fractionBytes;
  const signed = cursor.bytes.readUIntBE(cursor.skip(length), length) - zero;
  const value = Math.abs(signed);
  const unit = 256 ** fractionBytes;
  const time = Math.floor(value / unit);
  const fraction =
    digits === 0
      ? ''
      : `.${String(value % unit)
          .padStart(fractionBytes * 2, '0')
          .slice(0, digits)}`;
  return `${signed < 0 ? '-' : ''}${two(time >> 12)}:${two((time >> 6) & 63)}:${two(time & 63)}${fraction}`;
}

/** A date and time in 64 bits, as JSON documents hold it: (year·13 + month, day, hour, minute, second) and 24 bits of microseconds. */
export function packedDatetimeText(packed: bigint, dateOnly: boolean): string {
  const value = packed < 0n ? -packed : packed;
  const seconds = Number(value >> 24n);
  const micros = Number(value & 0xffffffn);
  const days = Math.floor(seconds / 0x20000);
  const time = seconds % 0x20000;
  const date = `${four(Math.floor((days >> 5) / 13))}-${two((days >> 5) % 13)}-${two(days & 31)}`;
  if (dateOnly) return date;
  return `${date} ${two(time >> 12)}:${two((time >> 6) & 63)}:${two(time & 63)}.${String(micros).padStart(6, '0')}`;
}

export function packedTimeText(packed: bigint): string {
  const value = packed < 0n ? -packed : packed;
  const time = Number(value >> 24n);
  const text = `${two((time >> 12) & 0x3ff)}:${two((time >> 6) & 63)}:${two(time & 63)}`;
  return `${packed < 0n ? '-' : ''}${text}.${String(Number(value & 0xffffffn)).padStart(6, '0')}`;
}
