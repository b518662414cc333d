import { invalid } from './value.ts';
import type { VindexDefinition } from './vindex.ts';

/**
 * Vindex types that modules define: each exports `vindexes`, a list of definitions (see docs/howto/add-vindex.md).
 * @param load imports a module by its specifier.
 * @throws VtError INVALID_ARGUMENT for a module without them, or one that is not of that form.
 */
export async function loadVindexModules(
  specifiers: readonly string[],
  load: (specifier: string) => Promise<unknown>,
): Promise<VindexDefinition[]> {
  const lists = await Promise.all(specifiers.map(async (specifier) => readModule(specifier, await load(specifier))));
  return lists.flat();
}

function readModule(specifier: string, module: unknown): readonly VindexDefinition[] {
  const { vindexes } = module as { readonly vindexes?: unknown };
  if (!Array.isArray(vindexes) || vindexes.length === 0) {
    throw invalid(`${specifier} exports no 'vindexes'`);
  }
  for (const each of vindexes as readonly Partial<VindexDefinition>[]) {
    if (typeof each.type !== 'string' || !Array.isArray(each.params) || typeof each.create !== 'function') {
      throw invalid(`${specifier}: a vindex needs 'type', 'params' and 'create'`);
    }
  }
  return vindexes as VindexDefinition[];
}
