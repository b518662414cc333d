const MIGRATION_ID = /^[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}$/;

/** Whether a text is a migration's id: a UUID with underscores. */
export function isMigrationId(text: string): boolean {
  return MIGRATION_ID.test(text);
}

/** The migration's id that a UUID gives. */
export function migrationId(uuid: string): string {
  return uuid.toLowerCase().replaceAll('-', '_');
}

const CONTEXT = /^[\w:-]*$/;

/** Whether a text may be a migration's context. */
export function isMigrationContext(text: string): boolean {
  return CONTEXT.test(text);
}
