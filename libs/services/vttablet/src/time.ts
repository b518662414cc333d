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
