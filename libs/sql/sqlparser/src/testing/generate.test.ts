import { describe, expect, it } from 'vitest';
import { equals } from '../ast/walk.ts';
import { normalize } from '../normalize/normalize.ts';
import { print } from '../printer/printer.ts';
import { parse } from '../statement/parse.ts';
import { StatementGenerator } from './generate.ts';
import { Random } from './random.ts';

const STATEMENTS = 10_000;

describe('generated statements', () => {
  it('read back as the trees they were printed from, in any sql_mode', () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const generator = new StatementGenerator(new Random(seed), { depth: 3 });
    const problems: string[] = [];
    for (let i = 0; i < STATEMENTS && problems.length < 5; i++) {
      const tree = generator.statement();
      const text = print(tree);
      try {
        const back = parse(text);
        if (!equals(back, tree)) problems.push(`read as ${print(back)}: ${text}`);
        const modes = parse(text, { sqlMode: 'PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE' });
        if (!text.includes('not ') && !equals(modes, tree)) problems.push(`depends on the mode: ${text}`);
        const normal = print(normalize(tree).statement);
        if (print(parse(normal)).length === 0) problems.push(normal);
      } catch (error) {
        problems.push(`${String(error)}: ${text}`);
      }
    }
    expect(problems).toEqual([]);
  });
});
