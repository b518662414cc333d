/**
 * Random texts of a grammar. A grammar maps names to templates: `[x]` is optional (`[x|y]`: one of them), `{a|b}` a choice, `<name>` another
 * rule, `<name>+` one to three of it with commas between, `<name>*` none to three with spaces.
 */
export type Grammar = Readonly<Record<string, string>>;

type Part =
  | { readonly type: 'choice'; readonly of: readonly Part[][] }
  | { readonly type: 'optional'; readonly parts: readonly Part[] }
  | { readonly type: 'rule'; readonly name: string; readonly repeat: '' | '*' | '+' }
  | { readonly type: 'text'; readonly text: string };

/** Beyond this depth optional parts are left out and first choices are taken. */
const DEPTH_MAX = 9;

/** Numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Generator {
  readonly #rules = new Map<string, readonly Part[]>();
  readonly #random: () => number;

  constructor(grammar: Grammar, random: () => number) {
    this.#random = random;
    for (const [name, template] of Object.entries(grammar)) this.#rules.set(name, new TemplateReader(template).read());
  }

  /** A text of the rule `name`. */
  text(name: string): string {
    const words: string[] = [];
    this.#rule(name, 0, words);
    return words.join(' ').replaceAll(/\s+/g, ' ').trim();
  }

  #rule(name: string, depth: number, out: string[]): void {
    const parts = this.#rules.get(name);
    if (parts === undefined) throw new Error(`no rule ${name}`);
    this.#parts(parts, depth + 1, out);
  }

  #parts(parts: readonly Part[], depth: number, out: string[]): void {
    for (const part of parts) this.#part(part, depth, out);
  }

  #part(part: Part, depth: number, out: string[]): void {
    const deep = depth > DEPTH_MAX;
    switch (part.type) {
      case 'text':
        out.push(part.text);
        return;
      case 'optional':
        if (!deep && this.#random() < 0.4) this.#parts(part.parts, depth, out);
        return;
      case 'choice':
        this.#parts(part.of[deep ? 0 : Math.floor(this.#random() * part.of.length)]!, depth, out);
        return;
      default:
        this.#repeated(part.name, part.repeat, depth, out);
    }
  }

  #repeated(name: string, repeat: '' | '*' | '+', depth: number, out: string[]): void {
    let count = repeat === '' || depth > DEPTH_MAX ? 1 : 1 + Math.floor(this.#random() * 3);
    if (repeat === '*') count--;
    for (let i = 0; i < count; i++) {
      if (i > 0 && repeat === '+') out.push(',');
      this.#rule(name, depth, out);
    }
  }
}

class TemplateReader {
  readonly #template: string;
  #at = 0;

  constructor(template: string) {
    this.#template = template;
  }

  read(): Part[] {
    const parts = this.#sequence('');
    if (this.#at < this.#template.length) throw new Error(`template: ${this.#template}`);
    return parts;
  }

  #sequence(ends: string): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#template.length && !ends.includes(this.#template[this.#at]!)) parts.push(this.#one());
    return parts;
  }

  #one(): Part {
    const c = this.#template[this.#at]!;
    if (c === '[') return this.#optional();
    if (c === '{') return this.#choice();
    if (c === '<') return this.#reference();
    const from = this.#at;
    while (this.#at < this.#template.length && !'[]{}<|'.includes(this.#template[this.#at]!)) this.#at++;
    return { type: 'text', text: this.#template.slice(from, this.#at) };
  }

  #optional(): Part {
    const of: Part[][] = [];
    do {
      this.#at++;
      of.push(this.#sequence('|]'));
    } while (this.#template[this.#at] === '|');
    this.#at++;
    return { type: 'optional', parts: of.length === 1 ? of[0]! : [{ type: 'choice', of }] };
  }

  #choice(): Part {
    const of: Part[][] = [];
    do {
      this.#at++;
      of.push(this.#sequence('|}'));
    } while (this.#template[this.#at] === '|');
    this.#at++;
    return { type: 'choice', of };
  }

  #reference(): Part {
    const end = this.#template.indexOf('>', this.#at);
    const name = this.#template.slice(this.#at + 1, end);
    const mark = this.#template[end + 1];
    const repeat = mark === '+' || mark === '*' ? mark : '';
    this.#at = end + 1 + repeat.length;
    return { type: 'rule', name, repeat };
  }
}
