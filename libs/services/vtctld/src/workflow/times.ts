import type { Message } from '@vt/proto';

type Time = Message<'vttime.Time'>;

/** Whole seconds since a time; 0 for none, and for one ahead. */
export function agoSeconds(time: Time | null | undefined): bigint {
  if (!time || time.seconds === 0n) return 0n;
  const ago = BigInt(Math.floor(Date.now() / 1000)) - time.seconds;
  return ago > 0n ? ago : 0n;
}

export function latest(a: Time | null, b: Time | null): Time | null {
  if (!a || !b) return a ?? b;
  return a.seconds >= b.seconds ? a : b;
}

/** `2026-01-02 03:04:05`, as a server in UTC writes it. */
export function timeOfText(text: string | null): Time | null {
  const ms = text === null ? Number.NaN : Date.parse(`${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms)) return null;
  return { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: (ms % 1000) * 1_000_000 };
}
