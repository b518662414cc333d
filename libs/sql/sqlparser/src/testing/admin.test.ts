import { describe, expect, it } from 'vitest';
import { equals } from '../ast/walk.ts';
import { redact } from '../normalize/redact.ts';
import type { Flavor } from '../options.ts';
import { print } from '../printer/printer.ts';
import { parse } from '../statement/parse.ts';
import { adminGrammar } from './admin-grammar.ts';
import { Generator, type Grammar, randomFrom } from './generator.ts';
import { mariadbGrammar } from './mariadb-grammar.ts';
import { mysql9Grammar } from './mysql9-grammar.ts';

const STATEMENTS = 5000;

const grammars: readonly (readonly [name: string, grammar: Grammar, flavor: Flavor])[] = [
  ['administration', adminGrammar, 'mysql'],
  ['MariaDB', mariadbGrammar, 'mariadb'],
  ['MySQL 9', mysql9Grammar, 'mysql'],
];

describe.each(grammars)('generated statements of %s', (_name, grammar, flavor) => {
  it('are read, printed and read back as the same tree', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const generator = new Generator(grammar, randomFrom(seed));
    const problems: string[] = [];
    for (let i = 0; i < STATEMENTS && problems.length < 8; i++) {
      const text = generator.text('statement');
      try {
        const tree = parse(text, { flavor });
        const canonical = print(tree);
        if (!equals(parse(canonical, { flavor }), tree)) problems.push(`${text}: ${canonical}`);
        if (redact(tree) === '') problems.push(text);
      } catch (error) {
        problems.push(`${text}: ${String(error)}`);
      }
    }
    expect(problems).toEqual([]);
  });
});
