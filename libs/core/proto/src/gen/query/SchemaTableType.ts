
export const SchemaTableType = {
  VIEWS: 'VIEWS',
  TABLES: 'TABLES',
  ALL: 'ALL',
  UDFS: 'UDFS',
} as const;

export type SchemaTableType =
  | 'VIEWS'
  | 0
  | 'TABLES'
  | 1
  | 'ALL'
  | 2
  | 'UDFS'
  | 3

export type SchemaTableType__Output = typeof SchemaTableType[keyof typeof SchemaTableType]
