import { print, quoteString, type Show } from '@vt/sqlparser';

const searched = ['migration_uuid', 'migration_context', 'migration_status'];

/** SHOW VITESS_MIGRATIONS [LIKE | WHERE] as a query on the table that a tablet keeps them in. */
export function migrationsQuery({ like, where }: Show): string {
  return `select * from _vt.schema_migrations${filterOf(like, where)}`;
}

function filterOf(like: Show['like'], where: Show['where']): string {
  if (where !== null) return ` where ${print(where)}`;
  if (like === null) return '';
  const pattern = quoteString(like);
  return ` where ${searched.map((name) => `${name} like ${pattern}`).join(' or ')}`;
}
