import type { ConnectionSettings } from '@vt/mysql';

/** Gates send them by reference: the same list comes with request after request. */
const known = new WeakMap<readonly string[], ConnectionSettings>();

/** SET statements of a session as pool settings; equal texts in the same order share connections. INVARIANT: such a list never changes. */
export function settingsOf(statements: readonly string[]): ConnectionSettings | undefined {
  if (statements.length === 0) return undefined;
  const found = known.get(statements);
  if (found) return found;
  const settings = { key: statements.join(';\n'), apply: statements };
  known.set(statements, settings);
  return settings;
}
