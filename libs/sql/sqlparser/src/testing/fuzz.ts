import { equals } from '../ast/walk.ts';
import { fingerprintInto } from '../fingerprint/fingerprint.ts';
import { Fingerprint } from '../fingerprint/result.ts';
import { decodeText } from '../lexer/text.ts';
import { normalize } from '../normalize/normalize.ts';
import { redact } from '../normalize/redact.ts';
import type { ParseOptions } from '../options.ts';
import { SqlError } from '../parser/errors.ts';
import { print } from '../printer/printer.ts';
import { splitScript } from '../split/script.ts';
import { splitStatements } from '../split/statements.ts';
import { parse } from '../statement/parse.ts';
import { adminGrammar } from './admin-grammar.ts';
import { ddlGrammar } from './ddl-grammar.ts';
import { StatementGenerator } from './generate.ts';
import { Generator } from './generator.ts';
import { mariadbGrammar } from './mariadb-grammar.ts';
import { mysql9Grammar } from './mysql9-grammar.ts';
import { Random } from './random.ts';

/**
 * The errors a text may be refused with: syntax, nothing at all, too long, too deep, too many binds, a wrong date, an unknown
 * ALGORITHM or LOCK, an assignment to a variable without a name.
 */
const refusals = new Set([1064, 1065, 1153, 1248, 1390, 1436, 1525, 1800, 1801, 3061]);

const pieces = [
  '(',
  ')',
  ',',
  ';',
  "'",
  '"',
  '`',
  '/*',
  '*/',
  '/*!',
  '/*!80000 ',
  '--',
  '-- ',
  '#',
  '\\',
  '\0',
  '@',
  '@@',
  ':',
  '::a',
  ':a',
  '?',
  '.',
  '..',
  '1',
  '1.',
  '.5',
  '1e',
  '1e5',
  '0x',
  '0xf',
  "x'",
  "x'1'",
  "b'1'",
  "n'a'",
  "_utf8mb4'x'",
  'select',
  'from',
  'where',
  'case',
  'end',
  'interval',
  'between',
  'and',
  'not',
  'in',
  'union',
  'with',
  'over',
  'values',
  'row',
  'as',
  'join',
  'on',
  'limit',
  'into',
  '{',
  '}',
  '=',
  '<=>',
  ':=',
  '->',
  '->>',
  '||',
  '&&',
  '!',
  '~',
  '-',
  '\n',
  '\t',
  '\u00a0',
  'é',
  '😀',
  '\ud800',
  '\udc80',
  'null',
  'default',
  'set',
];

const modes: readonly ParseOptions[] = [
  {},
  {},
  {},
  { sqlMode: 'ANSI_QUOTES' },
  { sqlMode: 'NO_BACKSLASH_ESCAPES' },
  { sqlMode: 'PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE,IGNORE_SPACE' },
  { flavor: 'mariadb' },
];

/** Makes texts that are nearly SQL, and says what is wrong with how they are treated. */
export class Fuzzer {
  readonly #random: Random;
  readonly #statements: StatementGenerator;
  readonly #grammars: readonly Generator[];
  readonly #found = new Fingerprint();
  #before = '';
  accepted = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#statements = new StatementGenerator(this.#random, { depth: 3 });
    const next = () => this.#random.next();
    this.#grammars = [
      new Generator(ddlGrammar, next),
      new Generator(adminGrammar, next),
      new Generator(mariadbGrammar, next),
      new Generator(mysql9Grammar, next),
    ];
  }

  text(): string {
    const random = this.#random;
    if (random.chance(0.05)) return this.#noise();
    let text = random.chance(0.5) ? print(this.#statements.statement()) : random.pick(this.#grammars).text('statement');
    for (let n = random.below(4); n > 0; n--) text = this.#mutate(text);
    this.#before = text;
    return text;
  }

  #noise(): string {
    const random = this.#random;
    if (random.chance(0.5)) return random.list(1, 20, () => random.pick(pieces)).join(random.pick(['', ' ']));
    return decodeText(Uint8Array.from(random.list(1, 40, () => random.below(256))));
  }

  #mutate(text: string): string {
    const random = this.#random;
    const at = random.below(text.length + 1);
    const to = Math.min(text.length, at + random.below(12));
    switch (random.below(6)) {
      case 0:
        return text.slice(0, at) + text.slice(to);
      case 1:
        return text.slice(0, to) + text.slice(at);
      case 2:
        return `${text.slice(0, at)} ${random.pick(pieces)} ${text.slice(at)}`;
      case 3:
        return text.slice(0, at) + random.pick(pieces) + text.slice(to);
      case 4:
        return text.slice(0, at) + this.#before.slice(random.below(this.#before.length + 1));
      default:
        return text.slice(0, at);
    }
  }

  /** What is wrong with how `text` is treated; undefined when nothing is. */
  problem(text: string): string | undefined {
    const options = this.#random.pick(modes);
    try {
      const bytes = Buffer.from(text);
      fingerprintInto(bytes, 0, bytes.length, 0, this.#found);
      splitScript(text);
      splitStatements(text, options);
      return this.#treated(text, options);
    } catch (error) {
      if (error instanceof SqlError && refusals.has(error.errno)) {
        return error.position <= Buffer.byteLength(text) ? undefined : `position ${error.position} is behind the text`;
      }
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }

  #treated(text: string, options: ParseOptions): string | undefined {
    const tree = parse(text, options);
    this.accepted++;
    const { flavor } = options;
    const canonical = print(tree);
    const disagreement = readsBack(canonical, (back) => equals(back, tree), flavor);
    if (disagreement !== undefined) return disagreement;
    redact(tree);
    return readsBack(print(normalize(tree).statement), () => true, flavor);
  }
}

function readsBack(
  text: string,
  right: (tree: ReturnType<typeof parse>) => boolean,
  flavor: ParseOptions['flavor'],
): string | undefined {
  try {
    const back = parse(text, flavor === undefined ? {} : { flavor });
    return right(back) ? undefined : `printed as ${text}, which reads back as ${print(back)}`;
  } catch (error) {
    // Two trees of one height may be written with more parentheses than fit.
    if (error instanceof SqlError && error.errno === 1436) return undefined;
    return `printed as ${text}: ${String(error)}`;
  }
}
