import type { Message } from '@vt/proto';

export type Time = Message<'vttime.Time'>;

export function timeOf(ms: number): Time {
  const seconds = Math.floor(ms / 1000);
  return { seconds: BigInt(seconds), nanoseconds: Math.round((ms - seconds * 1000) * 1e6) };
}

/** Earlier is negative; an absent time is earlier than any. */
export function compareTimes(a: Time | null, b: Time | null): number {
  const seconds = (a?.seconds ?? -1n) - (b?.seconds ?? -1n);
  if (seconds !== 0n) return seconds < 0n ? -1 : 1;
  return (a?.nanoseconds ?? 0) - (b?.nanoseconds ?? 0);
}

/** Of a term that begins now. Health streams tell terms in whole seconds: each begins at least a second after the one before it, so that the newer is known. */
export function nextTerm(last: Time | null): Time {
  const now = timeOf(Date.now());
  return last && now.seconds <= last.seconds ? { seconds: last.seconds + 1n, nanoseconds: 0 } : now;
}
