import { columns } from './table.ts';
import { placeholders, templates } from './templates.ts';

/** A stream of numbers that a seed decides. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 to below `count`. */
  roll(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % count;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }
}

const literals = `0 1 -1 2 10 1.5 -2.75 1e0 2.5e0 'a' 'ABC' '1' '12x' '' '2024-02-29' null true date'2024-01-31'
  time'01:02:03' x'41' 0x42 '%b%' 'é' 18446744073709551615 9223372036854775807 0.1`.split(/\s+/);
const unary =
  `abs ceil floor round sign sqrt crc32 bin oct hex unhex upper lower length char_length bit_length ascii ord
  reverse ltrim rtrim to_base64 from_base64 isnull year month dayofweek dayofyear weekday week quarter minute monthname
  last_day to_days json_depth json_keys bit_count inet_aton inet6_aton`.split(/\s+/);
const binary = `concat ifnull nullif coalesce least greatest round truncate left right locate instr strcmp field elt
  find_in_set datediff json_array substr mod`.split(/\s+/);
const ternary = 'if substr replace concat concat_ws coalesce insert'.split(' ');
const operators = '+ - * / div % = < > <= >= <> <=> and or xor & | ^ << >>'.split(' ');
const casts = ['signed', 'unsigned', 'char', 'char(3)', 'binary', 'decimal(10,2)', 'double', 'date', 'datetime(3)'];
const units = ['second', 'hour', 'day', 'month', 'year', 'quarter', 'week'];

/** A random expression over the table's columns, nested at most `depth` deep. */
export function randomExpression(dice: Dice, depth: number): string {
  return dice.roll(2) === 0 ? fromTemplate(dice, depth) : plainExpression(dice, depth);
}

function fromTemplate(dice: Dice, depth: number): string {
  const fill = (kind: string): string => {
    if (depth > 0 && dice.roll(8) === 0 && 'atdnj'.includes(kind)) return `(${randomExpression(dice, depth - 1)})`;
    if (kind !== 'a') return dice.pick(placeholders[kind] ?? []);
    return dice.roll(3) === 0 ? dice.pick(literals) : dice.pick(columns).name;
  };
  return dice.pick(templates).replace(/\{(\w)\}/g, (_, kind: string) => fill(kind));
}

function plainExpression(dice: Dice, depth: number): string {
  const argument = (): string => {
    if (depth > 0 && dice.roll(3) === 0) return `(${randomExpression(dice, depth - 1)})`;
    return dice.roll(3) === 0 ? dice.pick(literals) : dice.pick(columns).name;
  };
  const [a, b, c] = [argument(), argument(), argument()];
  const shapes: readonly (() => string)[] = [
    () => `${dice.pick(unary)}(${a})`,
    () => `${dice.pick(binary)}(${a}, ${b})`,
    () => `${dice.pick(ternary)}(${a}, ${b}, ${c})`,
    () => `${a} ${dice.pick(operators)} ${b}`,
    () => `${a} ${dice.pick(operators)} ${b}`,
    () => `cast(${a} as ${dice.pick(casts)})`,
    () => `${a} ${dice.pick(['in', 'not in'])} (${b}, ${c})`,
    () => `${a} between ${b} and ${c}`,
    () => `case when ${a} then ${b} else ${c} end`,
    () => `date_add(${a}, interval ${dice.pick(['1', '-1', 'i8'])} ${dice.pick(units)})`,
    () => `${a} ${dice.pick(['is null', 'is not true', 'is false'])}`,
    () => `trim(${dice.pick(['both', 'leading', 'trailing'])} ${a} from ${b})`,
  ];
  return dice.pick(shapes)();
}
