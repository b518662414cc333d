import { controlFunctions } from './control.ts';
import type { FunctionDefinition } from './definition.ts';

let table: ReadonlyMap<string, FunctionDefinition> | undefined;

/** Every function by lower-case name; built when first asked for, as families import each other. */
export function functionTable(): ReadonlyMap<string, FunctionDefinition> {
  table ??= new Map(Object.entries({ ...controlFunctions }));
  return table;
}
