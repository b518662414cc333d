import { describe, expect, it } from 'vitest';
import { equals } from '../ast/walk.ts';
import { redact } from '../normalize/redact.ts';
import { print } from '../printer/printer.ts';
import { parse } from '../statement/parse.ts';
import { adminGrammar } from './admin-grammar.ts';
import { Generator, randomFrom } from './generator.ts';

describe('generated administration statements', () => {
  it('are read, printed and read back as the same tree', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const generator = new Generator(adminGrammar, randomFrom(seed));
    const problems: string[] = [];
    for (let i = 0; i < 5000 && problems.length < 8; i++) {
      const text = generator.text('statement');
      try {
        const tree = parse(text);
        const canonical = print(tree);
        if (!equals(parse(canonical), tree)) problems.push(`${text}: ${canonical}`);
        if (redact(tree) === '') problems.push(text);
      } catch (error) {
        problems.push(`${text}: ${String(error)}`);
      }
    }
    expect(problems).toEqual([]);
  });
});
