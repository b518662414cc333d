import { collationLines } from '../weights/collations.data.ts';

/** A collation of MySQL. Numbers are those on the wire. */
export type Collation = {
  readonly id: number;
  readonly name: string;
  readonly charset: string;
  /** Trailing spaces do not count in comparisons. */
  readonly padSpace: boolean;
  /** The default of its character set. */
  readonly isDefault: boolean;
};

export const BINARY_COLLATION = 63;

const all: readonly Collation[] = collationLines.map((line) => {
  const [id = '', name = '', charset = '', ...rest] = line.split(' ');
  return { id: Number(id), name, charset, padSpace: rest.includes('pad'), isDefault: rest.includes('default') };
});
const byId = new Map(all.map((each) => [each.id, each]));
const byName = new Map(all.map((each) => [each.name, each]));
const defaults = new Map(all.filter((each) => each.isDefault).map((each) => [each.charset, each]));

/** Old names that statements may still use. */
const aliases: Readonly<Record<string, string>> = { utf8: 'utf8mb3' };

export function collationById(id: number): Collation | undefined {
  return byId.get(id);
}

/** By name in any case; utf8_… means utf8mb3_…. */
export function collationByName(name: string): Collation | undefined {
  const lower = name.toLowerCase();
  return byName.get(lower.startsWith('utf8_') ? `utf8mb3${lower.slice(4)}` : lower);
}

/** The name of a character set as MySQL gives it, in lower case. */
export function charsetName(name: string): string {
  const lower = name.toLowerCase();
  return aliases[lower] ?? lower;
}

export function defaultCollationOf(charset: string): Collation | undefined {
  return defaults.get(charsetName(charset));
}

/** The collation that compares code points of the character set; for `binary` that is itself. */
export function binaryCollationOf(charset: string): Collation | undefined {
  const name = charsetName(charset);
  return name === 'binary' ? byId.get(BINARY_COLLATION) : byName.get(`${name}_bin`);
}
