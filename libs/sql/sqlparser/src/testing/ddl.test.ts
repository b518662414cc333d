import { describe, expect, it } from 'vitest';
import { equals, parse, print, SqlError, visit } from '../index.ts';
import { ddlGrammar } from './ddl-grammar.ts';
import { Generator, randomFrom } from './generator.ts';

const STATEMENTS = 6000;
const MUTATIONS = 6000;

/** Pieces of a statement: strings, quoted names, words, single signs. */
const piece = /'[^']*'|`[^`]*`|\w+|\S/g;

/** The text with a piece left out, doubled, or swapped with another. */
function mutated(text: string, random: () => number): string {
  const pieces: string[] = text.match(piece) ?? [];
  const at = Math.floor(random() * pieces.length);
  const other = Math.floor(random() * pieces.length);
  const choice = random();
  if (choice < 0.4) pieces.splice(at, 1);
  else if (choice < 0.7) pieces.splice(at, 0, pieces[other]!);
  else [pieces[at], pieces[other]] = [pieces[other]!, pieces[at]!];
  return pieces.join(' ');
}

describe('generated data definition', () => {
  const seed = Number(process.env['VT_SEED'] ?? 1);
  console.log(`VT_SEED=${seed}`);
  const random = randomFrom(seed);
  const generator = new Generator(ddlGrammar, random);

  it('is read, printed and read back as the same tree', () => {
    for (let i = 0; i < STATEMENTS; i++) {
      const text = generator.text('statement');
      const tree = parse(text);
      const canonical = print(tree);
      const again = parse(canonical);
      expect(equals(tree, again), `${text}\n${canonical}`).toBe(true);
      expect(print(again)).toBe(canonical);
      expect(() => parse(print(tree, { upper: true })), text).not.toThrow();
    }
  });

  it('is refused with an SQL error or round-trips when it is mutilated', () => {
    for (let i = 0; i < MUTATIONS; i++) {
      const text = mutated(generator.text('statement'), random);
      try {
        const tree = parse(text);
        expect(equals(parse(print(tree)), tree), text).toBe(true);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
      }
    }
  });

  it('is walked to every node', () => {
    for (let i = 0; i < 500; i++) {
      const tree = parse(generator.text('statement'));
      let entered = 0;
      let left = 0;
      visit(
        tree,
        () => void entered++,
        () => void left++,
      );
      expect(entered).toBe(left);
      expect(JSON.stringify(tree).split('"kind":').length - 1).toBe(entered);
    }
  });
});
