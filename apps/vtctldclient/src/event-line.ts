import type { Message } from '@vt/proto';

const letters = { INFO: 'I', WARNING: 'W', ERROR: 'E', CONSOLE: '' } as const;

/** An event as a line of a log: `I0502 15:04:05.123456 file.go:12] what`. */
export function eventLine({ time, level, file, line, value }: Message<'logutil.Event'>): string {
  if (level === 'CONSOLE') return value;
  const at = new Date(Number(time?.seconds ?? 0n) * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`;
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  const micros = String(Math.floor((time?.nanoseconds ?? 0) / 1000)).padStart(6, '0');
  const letter = letters[level as keyof typeof letters] ?? 'I';
  return `${letter}${day} ${clock}.${micros} ${file}:${line}] ${value}`;
}
