/** Names of columns, keys and constraints are compared in lower case. */
export const fold = (name: string): string => name.toLowerCase();

export const sameName = (a: string, b: string): boolean => fold(a) === fold(b);

export function findByName<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  return list.find((each) => sameName(each.name, name));
}
