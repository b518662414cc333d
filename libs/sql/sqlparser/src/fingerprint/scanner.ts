import { K } from '../lexer/keywords.ts';
import { ByteClass, classes } from './bytes.ts';
import { firstWord, word } from './keywords.ts';
import { INT_DIGITS_MAX, SCALE_STEP } from './literals.ts';
import { As, COMMA, Prev } from './marks.ts';
import { Span } from './result.ts';
import type { Scan } from './scan.ts';
import { leftParen, symbol } from './symbols.ts';
import { finderOf } from './word-finder.ts';
import { W } from './word-flags.ts';
import { functionIds, ID_MASK, INFO_BITS, infos, lowerHashes } from './words.ts';

/**
 * The loop over the tokens, false when it cannot decide. Names, plain keywords, plain literals and the commonest signs are
 * read right here, with the state in local variables; for all else the state goes to the fields and comes back.
 *
 * It is a function in a function so that its tables and numbers are constants of a function: the engine compiles those in,
 * but a module's constants only where the module is none of a bundle, and imports never. That is a third of the time.
 */
export function scannerOf(s: Scan): () => boolean {
  const { bytes } = s;
  const { pass, close } = s.borders;
  const { record, stringEnd } = s.literals;
  const findWord = finderOf(s);
  const byteClasses = classes;
  const wordInfos = infos;
  const lowers = lowerHashes;
  const functions = functionIds;
  const Comma = COMMA;
  const infoBits = INFO_BITS;
  const idMask = ID_MASK;
  const intDigitsMax = INT_DIGITS_MAX;
  const scaleStep = SCALE_STEP;
  const { Space, Sign, Word, Digit } = ByteClass;
  const { Open, Value, Literal, Dot, Start } = Prev;
  const { Function: AsFunction, Keyword: AsKeyword, Sign: AsSign, Literal: AsLiteral } = As;
  const { Plain, Clause, Soft, Silent, Function, Slow, Clock, Reserved } = W;
  const { AS, COLLATE, IN, INTO, VALUES } = K;
  const { Int, Decimal, String } = Span;

  return function scan(): boolean {
    const text = bytes;
    const classOf = byteClasses;
    const end = s.end;
    let { at, h1, h2, prev, prevWord } = s;
    let last = at;
    while (at < end) {
      let c = text[at]!;
      const kind = classOf[c]!;
      if (kind === Space) {
        at = (at + 1) | 0;
        continue;
      }
      const from = at;
      let x = c;
      let y: number = AsSign;
      let slot = -1;
      token: {
        if (kind === Word) {
          // INVARIANT: `x` is as `foldExact` makes it and quotedName has it, `y` as keyOf.
          x = y = 0;
          let packed = c;
          for (;;) {
            at = (at + 1) | 0;
            if (classOf[(c = text[at]!)]! < Word) break;
            packed = (packed << 8) | c;
            at = (at + 1) | 0;
            if (classOf[(c = text[at]!)]! < Word) break;
            packed = (packed << 8) | c;
            at = (at + 1) | 0;
            if (classOf[(c = text[at]!)]! < Word) break;
            packed = (packed << 8) | c;
            at = (at + 1) | 0;
            if (classOf[(c = text[at]!)]! < Word) break;
            x = Math.imul(x ^ (x >>> 15) ^ packed, 0x2c1b3c6d);
            y = Math.imul(y ^ (y >>> 15) ^ (packed | 0x20202020), 0x9e3779b1);
            packed = c;
          }
          x = Math.imul(x ^ (x >>> 15) ^ packed, 0x2c1b3c6d);
          y = Math.imul(y ^ (y >>> 15) ^ (packed | 0x20202020), 0x9e3779b1);
          const length = (at - from) | 0;
          x = (x + length) | 0;
          if (prev !== Dot && length > 1) slot = findWord(from, length, y);
          if (slot < 0) {
            if (prev < Start && (c !== 39 || length > 1)) {
              // A unit behind a literal is written in lower case.
              if (prev === Literal) s.exact = false;
              prev = Value;
              prevWord = 0;
              break token;
            }
          } else {
            const info = wordInfos[slot]!;
            const flags = info >>> infoBits;
            const id = info & idMask;
            if (prev === Start) {
              if (!firstWord(s, info, from)) return false;
              x = prevWord = id;
              y = AsKeyword;
              prev = Open;
              break token;
            } else if ((flags & Plain) !== 0 || (id === VALUES && s.inserts)) {
              if ((flags & Clause) !== 0) pass(id, flags);
              x = prevWord = id;
              y = AsKeyword;
              prev = Open;
              break token;
            } else if ((flags & Soft) !== 0) {
              if (prev === Literal || x !== lowers[slot]) s.exact = false;
              prev = Value;
              prevWord = 0;
              break token;
            } else if (c === 40 && (flags & (Function | Slow | Clock | Reserved)) === Function) {
              x = functions[slot]!;
              y = AsFunction;
              prev = Value;
              prevWord = 0;
              break token;
            } else if ((flags & Silent) !== 0 && (id !== INTO || s.selects === 0)) {
              if (id === AS) prev = Value;
              else if (id === INTO) prevWord = 0;
              last = at;
              continue;
            }
          }
        } else if (kind === Sign) {
          prev = Open;
          prevWord = c === 44 ? Comma : 0;
          at = (at + 1) | 0;
          break token;
        } else if (c === 46) {
          if (prev === Value && classOf[text[at + 1]!] !== Digit) {
            prev = Dot;
            prevWord = 0;
            at = (at + 1) | 0;
            break token;
          }
        } else if (c === 40) {
          if (prevWord !== IN && leftParen(s, at, prev, prevWord)) {
            prev = Open;
            prevWord = 0;
            at = (at + 1) | 0;
            break token;
          }
        } else if (c === 41) {
          if (s.depth === 0) return false;
          close();
          prev = Value;
          prevWord = 0;
          at = (at + 1) | 0;
          break token;
        } else if (
          prev === Open &&
          (kind === Digit || c === 39) &&
          s.derivedLists === 0 &&
          s.by === 0 &&
          prevWord !== COLLATE
        ) {
          let to = (at + 1) | 0;
          x = String;
          y = AsLiteral;
          if (kind === Digit) {
            while (classOf[text[to]!] === Digit) to = (to + 1) | 0;
            x = Int;
            if (text[to] === 46) {
              const dot = to;
              to = (to + 1) | 0;
              while (classOf[text[to]!] === Digit) to = (to + 1) | 0;
              x = Decimal;
              y = (AsLiteral + to - at + (to - dot - 1) * scaleStep) | 0;
            } else if (to - at > intDigitsMax) to = 0;
            if (classOf[text[to]!]! >= Word) to = 0;
          } else {
            to = stringEnd(at, 39);
          }
          const group = to <= 0 ? -1 : record(x, at, to);
          if (group >= 0) {
            x |= group << 4;
            at = to;
            prev = Literal;
            prevWord = 0;
            break token;
          }
        }
        s.at = from;
        s.h1 = h1;
        s.h2 = h2;
        s.prev = prev;
        s.prevWord = prevWord;
        const done = kind === Word ? word(s, slot, x, y, from, at) : symbol(s, from, c);
        if (done < 0) return false;
        ({ at, h1, h2, prev, prevWord } = s);
        if (done === 0) last = at;
        continue;
      }
      h1 = Math.imul(h1 ^ x, 0x9e3779b1);
      h1 = (h1 << 13) | (h1 >>> 19);
      h2 = Math.imul(h2 + y, 0x85ebca77);
      h2 = ((h2 << 11) | (h2 >>> 21)) ^ x;
      last = at;
      // Mostly one blank follows.
      if (text[at] === 32) at = (at + 1) | 0;
    }
    s.h1 = h1;
    s.h2 = h2;
    s.out.textEnd = last;
    return s.depth === 0;
  };
}
