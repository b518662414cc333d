import type { Kind, Node, NodeOf } from '../ast/node.ts';
import { isQuotedKeyword } from '../lexer/keywords.ts';
import { quoteName, quoteString } from '../lexer/strings.ts';
import { needsParens } from './precedence.ts';
import { printers } from './printers.ts';

export type PrintOptions = {
  /** Upper-case keywords and quote every name, the form schema diffs are shown in. */
  readonly upper?: boolean;
  /** Print literals as binds of this kind of text instead: redaction. */
  readonly redact?: boolean;
  /** How many names redaction has given out before; see redact. */
  readonly redactedBefore?: number;
  /** Called before each node; returns true when it has written the node itself. */
  readonly intercept?: (node: Node, printer: Printer) => boolean;
};

/** How one kind of node is written. */
export type PrintNode<N> = (node: N, p: Printer) => void;

/** The printers of one family: forget a kind and it does not compile. */
export type PrintersOf<Family extends Node> = {
  readonly [K in Family['kind']]: PrintNode<Extract<Family, { kind: K }>>;
};

export type AllPrinters = { readonly [K in Kind]: PrintNode<NodeOf<K>> };

/** Collects the text of a tree. Printers of node kinds call these methods. */
export class Printer {
  #out = '';
  readonly #upper: boolean;
  readonly #redact: boolean;
  readonly #intercept: ((node: Node, printer: Printer) => boolean) | undefined;
  #redacted: number;

  constructor(options: PrintOptions = {}) {
    this.#upper = options.upper ?? false;
    this.#redact = options.redact ?? false;
    this.#redacted = options.redactedBefore ?? 0;
    this.#intercept = options.intercept;
  }

  text(): string {
    return this.#out;
  }

  /** Keywords and punctuation of the grammar; upper-cased in the upper form. */
  kw(text: string): this {
    this.#out += this.#upper ? text.toUpperCase() : text;
    return this;
  }

  /** Text that keeps its case. */
  raw(text: string): this {
    this.#out += text;
    return this;
  }

  /** A name, back-quoted where it must be. */
  id(name: string): this {
    this.#out += this.#upper || mustQuote(name) ? quoted(name) : name;
    return this;
  }

  /** Names separated by commas. */
  ids(names: readonly string[]): this {
    for (let i = 0; i < names.length; i++) {
      if (i > 0) this.#out += ', ';
      this.id(names[i]!);
    }
    return this;
  }

  /** A string literal of the grammar that is no expression (a comment, a path): never redacted. */
  string(value: string): this {
    this.#out += quoteString(value);
    return this;
  }

  /** Text of a literal, or what stands for it when redacting. */
  literal(text: string): this {
    this.#out += this.#redact ? `:redacted${++this.#redacted}` : text;
    return this;
  }

  node(node: Node): this {
    if (this.#intercept !== undefined && this.#intercept(node, this)) return this;
    (printers[node.kind] as PrintNode<Node>)(node, this);
    return this;
  }

  /** The node after `before`, or nothing at all for null. */
  opt(before: string, node: Node | null): this {
    return node === null ? this : this.kw(before).node(node);
  }

  /** Nodes separated by `separator`. */
  list(nodes: readonly Node[], separator = ', '): this {
    for (let i = 0; i < nodes.length; i++) {
      if (i > 0) this.#out += separator;
      this.node(nodes[i]!);
    }
    return this;
  }

  /** Comments kept with a statement, each followed by a space. */
  comments(comments: readonly string[]): this {
    for (const comment of comments) this.#out += `${comment} `;
    return this;
  }

  /** An operand left of (or before) the operator of `parent`, in parentheses where its precedence asks for them. */
  left(parent: Node, operand: Node): this {
    return needsParens(parent, operand, true) ? this.raw('(').node(operand).raw(')') : this.node(operand);
  }

  /** As `left`, for the operand to the right. */
  right(parent: Node, operand: Node): this {
    return needsParens(parent, operand, false) ? this.raw('(').node(operand).raw(')') : this.node(operand);
  }
}

/** An empty name stands only where a string may stand for it. */
function quoted(name: string): string {
  return name === '' ? "''" : quoteName(name);
}

/** Does a name need back-quotes: a keyword, or anything but letters, digits, _ and $ (not starting with a digit)? */
function mustQuote(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 36;
    if (!letter && (c < 48 || c > 57 || i === 0)) return true;
  }
  return name === '' || isQuotedKeyword(name);
}

/** The canonical text of a tree. */
export function print(node: Node, options?: PrintOptions): string {
  return new Printer(options).node(node).text();
}
