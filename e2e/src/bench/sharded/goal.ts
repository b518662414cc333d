/** One figure that has a bound, and what lies behind it. */
export type Goal = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value may be at most this. */
  readonly atMost: number;
  readonly isMet: boolean;
  readonly details: Readonly<Record<string, number | string>>;
};

export function goal(
  name: string,
  value: number,
  unit: string,
  atMost: number,
  details: Goal['details'],
  holds = true,
): Goal {
  const rounded = Math.round(value * 1_000) / 1_000;
  return { name, value: rounded, unit, atMost, isMet: holds && value <= atMost, details };
}

export function goalText({ name, value, unit, atMost, isMet, details }: Goal): string {
  const behind = Object.entries(details).map(([what, figure]) => `${what} ${figure}`);
  return `${name.padEnd(14)} ${value} ${unit} (at most ${atMost}: ${isMet ? 'met' : 'NOT MET'})  ${behind.join(', ')}\n`;
}
