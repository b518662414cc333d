const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a duration as the tools write it (`1h30m`, `15s`, `0`). Undefined: it is none. */
export function durationMs(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!/^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g);
  const sum = [...parts].reduce((ms, [, number, unit]) => ms + Number(number) * (UNITS_MS[unit ?? ''] ?? 0), 0);
  return text.startsWith('-') ? -sum : sum;
}

/** What the tools say of a text that is no duration. */
export function invalidDuration(text: string): string {
  return `time: invalid duration ${JSON.stringify(text)}`;
}
