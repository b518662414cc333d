import type { Node } from '../ast/node.ts';
import { visit } from '../ast/walk.ts';
import type { ColName } from '../expr/nodes.ts';

/** Gives out names for bind variables that nothing in the statement has yet. */
export class BindNames {
  readonly #prefix: string;
  readonly #taken: Set<string>;
  #count = 0;

  constructor(prefix: string, taken: Set<string>) {
    this.#prefix = prefix;
    this.#taken = taken;
  }

  /** The next of prefix1, prefix2, … */
  next(): string {
    for (;;) {
      const name = `${this.#prefix}${++this.#count}`;
      if (!this.#taken.has(name)) return this.#take(name);
    }
  }

  /** A name that tells which column the value is compared with. */
  ofColumn(column: ColName): string {
    const base = column.qualifier === null ? column.name : `${column.qualifier.name}_${column.name}`;
    const compliant = base.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^\d/, '_');
    let name = compliant;
    for (let i = 1; this.#taken.has(name); i++) name = `${compliant}${i}`;
    return this.#take(name);
  }

  #take(name: string): string {
    this.#taken.add(name);
    return name;
  }
}

/** Names of the bind variables that a statement has. */
export function bindNames(root: Node): Set<string> {
  const names = new Set<string>();
  visit(root, (node) => {
    if (node.kind === 'Argument' || node.kind === 'ListArg') names.add(node.name);
  });
  return names;
}
