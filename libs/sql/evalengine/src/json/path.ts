import type { JsonValue } from './value.ts';

/** An index from the front, or with `last` from the back (0: the last one). */
export type ArrayIndex = { readonly at: number; readonly last: boolean };

export type PathLeg =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members' }
  | { readonly kind: 'cell'; readonly index: ArrayIndex }
  | { readonly kind: 'cells' }
  | { readonly kind: 'range'; readonly from: ArrayIndex; readonly to: ArrayIndex }
  | { readonly kind: 'ellipsis' };

export type JsonPath = readonly PathLeg[];

export class JsonPathError extends Error {
  /** Where, from 1, in bytes. */
  readonly position: number;
  constructor(position: number) {
    super('Invalid JSON path expression');
    this.position = position;
  }
}

const space = /[ \t\n\r]*/y;
const identifier = /[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$_\u200c\u200d]*/uy;
const quoted = /"(?:[^"\\]|\\.)*"/y;
const index = /(?:(last)(?:[ \t\n\r]*-[ \t\n\r]*(\d+))?|(\d+))/y;
const INDEX_MAX = 4_294_967_295;

/** @throws JsonPathError */
export function parsePath(text: string): JsonPath {
  return new PathParser(text).parse();
}

class PathParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonPath {
    this.#space();
    if (this.#text[this.#at] !== '$') this.#fail();
    this.#at++;
    const legs: PathLeg[] = [];
    for (this.#space(); this.#at < this.#text.length; this.#space()) legs.push(this.#leg());
    if (legs.at(-1)?.kind === 'ellipsis') this.#fail();
    return legs;
  }

  #fail(): never {
    throw new JsonPathError(Buffer.byteLength(this.#text.slice(0, this.#at)) + 1);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #space(): void {
    this.#match(space);
  }

  #leg(): PathLeg {
    const c = this.#text[this.#at];
    if (c === '.') return this.#member();
    if (c === '[') return this.#cell();
    if (this.#text.startsWith('**', this.#at)) {
      this.#at += 2;
      if (this.#text[this.#at] === '*') this.#fail();
      return { kind: 'ellipsis' };
    }
    return this.#fail();
  }

  #member(): PathLeg {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '*') {
      this.#at++;
      return { kind: 'members' };
    }
    if (this.#text[this.#at] === '"') {
      const match = this.#match(quoted) ?? this.#fail();
      return { kind: 'member', name: this.#unquote(match[0]) };
    }
    const match = this.#match(identifier) ?? this.#fail();
    return { kind: 'member', name: match[0] };
  }

  #unquote(text: string): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      return this.#fail();
    }
  }

  #cell(): PathLeg {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '*') {
      this.#at++;
      this.#close();
      return { kind: 'cells' };
    }
    const from = this.#index();
    if (/\s/.test(this.#text[this.#at] ?? '')) {
      this.#space();
      if (/^to\s/.test(this.#text.slice(this.#at))) {
        this.#at += 2;
        this.#space();
        const to = this.#index();
        if (from.last === to.last && (from.last ? from.at < to.at : from.at > to.at)) this.#fail();
        this.#close();
        return { kind: 'range', from, to };
      }
    }
    this.#close();
    return { kind: 'cell', index: from };
  }

  #index(): ArrayIndex {
    const [, last, back, front] = this.#match(index) ?? this.#fail();
    const at = Number(front ?? back ?? 0);
    if (at > INDEX_MAX) this.#fail();
    return { at, last: last !== undefined };
  }

  #close(): void {
    this.#space();
    if (this.#text[this.#at] !== ']') this.#fail();
    this.#at++;
  }
}

/** Whether the path may name more than one value. */
export function hasWildcard(path: JsonPath): boolean {
  return path.some((leg) => leg.kind !== 'member' && leg.kind !== 'cell');
}

export function positionIn(index: ArrayIndex, length: number): number {
  return index.last ? length - 1 - index.at : index.at;
}

/**
 * All values that a path names, each place once. A scalar or object counts as an array of itself, if `wrap`.
 * INVARIANT: places are told apart by identity, so no value may stand in a document twice.
 */
export function seek(json: JsonValue, path: JsonPath, wrap = true): JsonValue[] {
  let found: JsonValue[] = [json];
  for (const leg of path) {
    found = [...new Set(found.flatMap((value) => step(value, leg, wrap)))];
    if (found.length === 0) return found;
  }
  return found;
}

function step(json: JsonValue, leg: PathLeg, wrap: boolean): readonly JsonValue[] {
  switch (leg.kind) {
    case 'member': {
      const value = json.kind === 'object' ? json.members.get(leg.name) : undefined;
      return value ? [value] : [];
    }
    case 'members':
      return json.kind === 'object' ? [...json.members.values()] : [];
    case 'cell': {
      const items = itemsOf(json, wrap);
      const value = items[positionIn(leg.index, items.length)];
      return value ? [value] : [];
    }
    case 'cells':
      return json.kind === 'array' ? json.items : [];
    case 'range': {
      const items = itemsOf(json, wrap);
      const from = Math.max(0, positionIn(leg.from, items.length));
      const to = positionIn(leg.to, items.length);
      return to < from ? [] : items.slice(from, to + 1);
    }
    case 'ellipsis':
      return descendants(json);
  }
}

function itemsOf(json: JsonValue, wrap: boolean): readonly JsonValue[] {
  if (json.kind === 'array') return json.items;
  return wrap ? [json] : [];
}

function descendants(json: JsonValue): JsonValue[] {
  const below = json.kind === 'array' ? json.items : json.kind === 'object' ? [...json.members.values()] : [];
  return [json, ...below.flatMap(descendants)];
}
