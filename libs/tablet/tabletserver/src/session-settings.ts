import type { ConnectionSettings } from '@vt/mysql';

/** SET statements of a session as pool settings; equal texts in the same order share connections. */
export function settingsOf(statements: readonly string[]): ConnectionSettings | undefined {
  return statements.length === 0 ? undefined : { key: statements.join(';\n'), apply: statements };
}
