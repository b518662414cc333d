import type { Message } from '@vt/proto';
import type { Tablet } from '@vt/topo';
import { aliasOf } from '../../shard-tablets.ts';

/** What is read from every tablet, and how two of them are told apart. */
export type Comparison<T> = {
  /** What is read, for the sentence about a tablet that cannot be read. */
  readonly what: string;
  read(tablet: Tablet): Promise<T>;
  /** How a tablet’s value differs from that of the reference, a sentence each. */
  differences(reference: Named<T>, other: Named<T>): string[];
};

export type Named<T> = { readonly name: string; readonly value: T };

/**
 * How the tablets of each shard differ from one that is the measure for all, which is read once; one that cannot be read is told, too.
 * Of a reference that cannot be read every shard tells: nothing of it was compared.
 */
export async function compareTo<T>(
  reference: Tablet,
  shards: ReadonlyMap<string, readonly Tablet[]>,
  { what, read, differences }: Comparison<T>,
): Promise<Map<string, string[]>> {
  const attempt = async (tablet: Tablet): Promise<Named<T> | string> => {
    const name = aliasOf(tablet);
    try {
      return { name, value: await read(tablet) };
    } catch (error) {
      return `${name}: ${what} could not be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const first = attempt(reference);
  const compared = [...shards].map(async ([shard, tablets]): Promise<[string, string[]]> => {
    const others = await Promise.all(tablets.filter((tablet) => tablet !== reference).map(attempt));
    const measure = await first;
    if (typeof measure === 'string') return [shard, [measure, ...others.filter((one) => typeof one === 'string')]];
    return [shard, others.flatMap((one) => (typeof one === 'string' ? [one] : differences(measure, one)))];
  });
  return new Map(await Promise.all(compared));
}

/** Versions are told whole: they are one line. */
export const versionDifferences = (reference: Named<string>, other: Named<string>): string[] =>
  reference.value === other.value
    ? []
    : [
        `primary ${reference.name} version ${reference.value} is different than replica ${other.name} version ${other.value}`,
      ];

type Schema = Message<'tabletmanagerdata.SchemaDefinition'>;

/** Tables that only one has, and those that are not made alike, with both statements. */
export function schemaDifferences(reference: Named<Schema>, other: Named<Schema>): string[] {
  const tables = ({ value }: Named<Schema>) => new Map(value.table_definitions.map((table) => [table.name, table]));
  const differs = (about: string, one: string, two: string): string[] =>
    one === two ? [] : [`${about}:\n${reference.name}: ${one}\n differs from:\n${other.name}: ${two}`];
  return [
    ...differs('schemas are different', reference.value.database_schema, other.value.database_schema),
    ...pairs(tables(reference), tables(other)).flatMap(([name, one, two]) => {
      if (one && two) {
        return [
          ...differs(`schemas differ on table ${name}`, one.schema, two.schema),
          ...differs(`schemas differ on table type for table ${name}`, one.type, two.type),
        ];
      }
      const kind = (one ?? two)?.type === 'VIEW' ? 'view' : 'table';
      return [`${one ? reference.name : other.name} has an extra ${kind} named ${name}`];
    }),
  ];
}

type Permissions = Message<'tabletmanagerdata.Permissions'>;

/** Accounts, and their rights in databases, that only one has, and those that differ. */
export function permissionDifferences(reference: Named<Permissions>, other: Named<Permissions>): string[] {
  const users = ({ value }: Named<Permissions>) =>
    new Map(
      value.user_permissions.map((user) => [
        `${user.host}:${user.user}`,
        `UserPermission PasswordChecksum(${user.password_checksum})${rights(user.privileges)}`,
      ]),
    );
  const databases = ({ value }: Named<Permissions>) =>
    new Map(
      value.db_permissions.map((one) => [`${one.host}:${one.db}:${one.user}`, `DbPermission${rights(one.privileges)}`]),
    );
  const told = (kind: string, ones: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] =>
    pairs(ones, others).flatMap(([key, one, two]) => {
      if (one === two) return [];
      if (one !== undefined && two !== undefined)
        return [
          `permissions differ on ${kind} ${key}:\n${reference.name}: ${one}\n differs from:\n${other.name}: ${two}`,
        ];
      return [`${one === undefined ? other.name : reference.name} has an extra ${kind} ${key}`];
    });
  return [...told('user', users(reference), users(other)), ...told('db', databases(reference), databases(other))];
}

const rights = (privileges: Readonly<Record<string, string>>): string =>
  Object.entries(privileges)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}(${value})`)
    .join('');

/** Both sides’ values of each key that either has, by key. */
function pairs<T>(
  ones: ReadonlyMap<string, T>,
  others: ReadonlyMap<string, T>,
): [string, T | undefined, T | undefined][] {
  return [...new Set([...ones.keys(), ...others.keys()])]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => [key, ones.get(key), others.get(key)]);
}
