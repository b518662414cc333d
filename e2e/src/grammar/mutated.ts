import type { Random } from '@vt/sqlparser/testing';

/** Pieces of a statement: variables, strings, quoted names, words, single signs. */
const piece = /@\w+|'(?:[^'\\]|\\.)*'|`[^`]*`|\w+|\S/g;

/** The text with a piece left out, doubled, or swapped with its neighbour. */
export function mutated(text: string, random: Random): string {
  const pieces: string[] = text.match(piece) ?? [];
  const at = random.below(pieces.length);
  const choice = random.next();
  if (choice < 0.4) pieces.splice(at, 1);
  else if (choice < 0.7) pieces.splice(at, 0, random.pick(pieces));
  else if (at > 0) [pieces[at - 1], pieces[at]] = [pieces[at]!, pieces[at - 1]!];
  return pieces.join(' ');
}
