import { pathToFileURL } from 'node:url';

/**
 * The namespace of a module that is named at run time. Use it in the place of `import(file)`: in a bundle that was loaded with its compiled code,
 * Node refuses that (tools/setup/bundle.mjs puts the launcher's own in this one's place).
 */
export function importModule(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}
