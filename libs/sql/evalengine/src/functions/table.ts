import { controlFunctions } from './control.ts';
import { datePartFunctions } from './date-parts.ts';
import { dateFunctions } from './dates.ts';
import type { FunctionDefinition } from './definition.ts';
import { digestFunctions } from './digest.ts';
import { infoFunctions } from './info.ts';
import { jsonFunctions } from './json.ts';
import { mathFunctions } from './math.ts';
import { netFunctions } from './net.ts';
import { searchFunctions } from './search.ts';
import { textFunctions } from './text.ts';

let table: ReadonlyMap<string, FunctionDefinition> | undefined;

/** Every function by lower-case name; built when first asked for, as families import each other. */
export function functionTable(): ReadonlyMap<string, FunctionDefinition> {
  table ??= new Map(
    Object.entries({
      ...controlFunctions,
      ...dateFunctions,
      ...datePartFunctions,
      ...digestFunctions,
      ...infoFunctions,
      ...jsonFunctions,
      ...mathFunctions,
      ...netFunctions,
      ...searchFunctions,
      ...textFunctions,
    }),
  );
  return table;
}
