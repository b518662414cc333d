import { describe, expect, it } from 'vitest';
import { Fuzzer } from './fuzz.ts';

const TEXTS = 8_000;

describe('fuzz', () => {
  it('no text crashes the parser, and what it prints it reads back', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const fuzzer = new Fuzzer(seed);
    const problems: string[] = [];
    for (let i = 0; i < TEXTS && problems.length < 5; i++) {
      const text = fuzzer.text();
      const problem = fuzzer.problem(text);
      if (problem !== undefined) problems.push(`${JSON.stringify(text)}: ${problem}`);
    }
    expect(problems).toEqual([]);
    expect(fuzzer.accepted).toBeGreaterThan(TEXTS / 10);
  });
});
