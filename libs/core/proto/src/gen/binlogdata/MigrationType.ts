
export const MigrationType = {
  TABLES: 'TABLES',
  SHARDS: 'SHARDS',
} as const;

export type MigrationType =
  | 'TABLES'
  | 0
  | 'SHARDS'
  | 1

export type MigrationType__Output = typeof MigrationType[keyof typeof MigrationType]
