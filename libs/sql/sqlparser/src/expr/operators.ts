import { K, keywordNames } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import { SqlMode } from '../options.ts';
import type { BinaryOperator } from './nodes.ts';

/** Binding levels while reading, loosest first. An operand is read at the level its operator allows. */
export const Level = {
  Assign: 1,
  Or: 2,
  Xor: 3,
  And: 4,
  Not: 5,
  /** = < > IS */
  Compare: 6,
  /** IN LIKE REGEXP BETWEEN MEMBER OF SOUNDS LIKE; their left operand is a bit expression. */
  Predicate: 7,
  BitOr: 8,
  BitAnd: 9,
  Shift: 10,
  Add: 11,
  Multiply: 12,
  BitXor: 13,
  Concat: 14,
  Unary: 15,
  Collate: 16,
} as const;

/** Level of the infix operator a token kind is; 0: none. */
const byKind = new Uint8Array(64);
for (const [kind, level] of [
  [T.Amp, Level.BitAnd],
  [T.AmpAmp, Level.And],
  [T.Arrow, Level.Collate],
  [T.Caret, Level.BitXor],
  [T.Eq, Level.Compare],
  [T.Ge, Level.Compare],
  [T.Gt, Level.Compare],
  [T.Le, Level.Compare],
  [T.LongArrow, Level.Collate],
  [T.Lt, Level.Compare],
  [T.Minus, Level.Add],
  [T.Ne, Level.Compare],
  [T.NullSafeEq, Level.Compare],
  [T.Percent, Level.Multiply],
  [T.Pipe, Level.BitOr],
  [T.PipePipe, Level.Or],
  [T.Plus, Level.Add],
  [T.Shl, Level.Shift],
  [T.Shr, Level.Shift],
  [T.Slash, Level.Multiply],
  [T.Star, Level.Multiply],
] as const) {
  byKind[kind] = level;
}

const byWord = new Uint8Array(keywordNames.length);
for (const [word, level] of [
  [K.AND, Level.And],
  [K.BETWEEN, Level.Predicate],
  [K.COLLATE, Level.Collate],
  [K.DIV, Level.Multiply],
  [K.IN, Level.Predicate],
  [K.IS, Level.Compare],
  [K.LIKE, Level.Predicate],
  [K.MEMBER, Level.Predicate],
  [K.MOD, Level.Multiply],
  [K.NOT, Level.Predicate],
  [K.OR, Level.Or],
  [K.REGEXP, Level.Predicate],
  [K.RLIKE, Level.Predicate],
  [K.SOUNDS, Level.Predicate],
  [K.XOR, Level.Xor],
] as const) {
  byWord[word] = level;
}

export function infixLevel(kind: number, word: number, sqlMode: number): number {
  if (kind === T.Word) return byWord[word]!;
  const level = byKind[kind]!;
  return kind === T.PipePipe && (sqlMode & SqlMode.PipesAsConcat) !== 0 ? Level.Concat : level;
}

/** Operators that make a BinaryExpr, by token kind; DIV and MOD are words. */
export const arithmetic: Readonly<Record<number, BinaryOperator>> = {
  [T.Amp]: '&',
  [T.Caret]: '^',
  [T.Minus]: '-',
  [T.Percent]: '%',
  [T.Pipe]: '|',
  [T.Plus]: '+',
  [T.Shl]: '<<',
  [T.Shr]: '>>',
  [T.Slash]: '/',
  [T.Star]: '*',
};

export const comparison = {
  [T.Eq]: '=',
  [T.Ge]: '>=',
  [T.Gt]: '>',
  [T.Le]: '<=',
  [T.Lt]: '<',
  [T.Ne]: '!=',
  [T.NullSafeEq]: '<=>',
} as const;
