import type { Compiler } from '../compile/compiler.ts';
import type { Node } from '../compile/node.ts';

/** A function of MySQL: how many arguments it takes and what it compiles to. */
export type FunctionDefinition = {
  readonly min: number;
  readonly max: number;
  readonly compile: (args: readonly Node[], compiler: Compiler, name: string) => Node;
};

export const ANY = Number.POSITIVE_INFINITY;
export function define(min: number, max: number, compile: FunctionDefinition['compile']): FunctionDefinition {
  return { min, max, compile };
}
