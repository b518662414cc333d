import { fingerprintInto } from '../fingerprint/fingerprint.ts';
import { FastStatus, Fingerprint } from '../fingerprint/result.ts';
import { bindNamesOf, literalValue, sameShape, shapeOf } from '../fingerprint/shape.ts';
import type { NormalBind } from '../normalize/binds.ts';
import { normalize } from '../normalize/normalize.ts';
import { print } from '../printer/printer.ts';
import { parseWithLiterals } from '../statement/parse.ts';
import type { Random } from './random.ts';

/** Holds the fast path against the slow one: texts with one fingerprint have one normalised text, and the other way round. */
export class Agreement {
  readonly problems: string[] = [];
  readonly #found = new Fingerprint();
  readonly #byFingerprint = new Map<bigint, string>();
  readonly #byText = new Map<string, { readonly value: bigint; readonly sql: string }>();
  decided = 0;
  exact = 0;
  /** Texts whose literals the two ways see differently, which a cache must leave to the slow path. */
  unmatched = 0;

  /** Throws SqlError for what does not parse. */
  check(sql: string): void {
    const { statement, literals } = parseWithLiterals(sql);
    const bytes = Buffer.from(sql);
    const found = this.#found;
    if (!fingerprintInto(bytes, 0, bytes.length, 0, found)) return;
    this.decided++;
    const normal = normalize(statement);
    const names = bindNamesOf(found, sql, literals, normal);
    if (names === undefined) {
      this.unmatched++;
      return;
    }
    for (const [i, name] of names.entries()) {
      const { type, value } = literalValue(bytes, 0, found, i);
      const is = (known: NormalBind) => known.type === type && 'value' in known && known.value === value;
      const bind = normal.binds.get(name)!;
      if (!('values' in bind ? bind.values : [bind]).some(is)) this.problems.push(`value of ${name}: ${sql}`);
    }
    if (!sameShape(shapeOf(bytes, 0, found), bytes, 0, found)) this.problems.push(`not its own shape: ${sql}`);
    this.#compare(sql, print(normal.statement), found);
  }

  #compare(sql: string, text: string, { value, status }: Fingerprint): void {
    const known = this.#byFingerprint.get(value);
    if (known !== undefined && known !== text)
      this.problems.push(`one fingerprint, two texts: ${sql}\n ${text}\n ${known}`);
    this.#byFingerprint.set(value, text);
    if (status !== FastStatus.Exact) return;
    this.exact++;
    const before = this.#byText.get(text);
    if (before !== undefined && before.value !== value)
      this.problems.push(`one text, two fingerprints: ${sql}\n ${before.sql}\n ${text}`);
    this.#byText.set(text, { value, sql });
  }
}

const fillers = ['  ', '\n', '\t ', ' /* c */ ', ' # c\n', ' -- c\n', ' '];
const extras = [
  ' as ',
  ' asc ',
  ' inner ',
  ' outer ',
  ' into ',
  ' all ',
  ' distinct ',
  ' + ',
  ' - ',
  ' (',
  ') ',
  ', ',
  ' limit 1 ',
];

/** The statement in other words, or another statement: which of them it is, parsing tells. */
export function varied(sql: string, random: Random): string {
  return sql.replaceAll(/'(?:[^'\\]|\\.|'')*'|\d+|[a-z_]+|`[^`]*`| /gi, (part) => {
    if (!random.chance(0.15)) return part;
    if (part === ' ') return random.chance(0.1) ? random.pick(extras) : random.pick(fillers);
    if (/^\d/.test(part)) return random.pick(['1', '2', '0x1f', '7.5', '1e3', "'a'", '-3', '12345678901234567890']);
    if (part.startsWith("'")) return random.pick(["'a'", '"a"', "'it''s'", "'b\\'c'", '1', "x'1F'"]);
    if (part.startsWith('`')) return part.slice(1, -1);
    return random.pick([part.toUpperCase(), part.toLowerCase(), `\`${part}\``]);
  });
}
