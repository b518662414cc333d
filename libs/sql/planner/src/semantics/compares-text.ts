import { collationByName, comparerFrom } from '@vt/collations';

/** Whether the gate compares texts of a collation as a mysqld does. They travel in the client's character set, whatever a column's is. */
export function comparesText(name: string): boolean {
  const collation = collationByName(name);
  return collation !== undefined && comparerFrom(collation, 'utf8mb4') !== undefined;
}
