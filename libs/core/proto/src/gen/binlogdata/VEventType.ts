
export const VEventType = {
  UNKNOWN: 'UNKNOWN',
  GTID: 'GTID',
  BEGIN: 'BEGIN',
  COMMIT: 'COMMIT',
  ROLLBACK: 'ROLLBACK',
  DDL: 'DDL',
  INSERT: 'INSERT',
  REPLACE: 'REPLACE',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  SET: 'SET',
  OTHER: 'OTHER',
  ROW: 'ROW',
  FIELD: 'FIELD',
  HEARTBEAT: 'HEARTBEAT',
  VGTID: 'VGTID',
  JOURNAL: 'JOURNAL',
  VERSION: 'VERSION',
  LASTPK: 'LASTPK',
  SAVEPOINT: 'SAVEPOINT',
  COPY_COMPLETED: 'COPY_COMPLETED',
  PREVIOUS_GTIDS: 'PREVIOUS_GTIDS',
  ROWS_QUERY: 'ROWS_QUERY',
} as const;

export type VEventType =
  | 'UNKNOWN'
  | 0
  | 'GTID'
  | 1
  | 'BEGIN'
  | 2
  | 'COMMIT'
  | 3
  | 'ROLLBACK'
  | 4
  | 'DDL'
  | 5
  | 'INSERT'
  | 6
  | 'REPLACE'
  | 7
  | 'UPDATE'
  | 8
  | 'DELETE'
  | 9
  | 'SET'
  | 10
  | 'OTHER'
  | 11
  | 'ROW'
  | 12
  | 'FIELD'
  | 13
  | 'HEARTBEAT'
  | 14
  | 'VGTID'
  | 15
  | 'JOURNAL'
  | 16
  | 'VERSION'
  | 17
  | 'LASTPK'
  | 18
  | 'SAVEPOINT'
  | 19
  | 'COPY_COMPLETED'
  | 20
  | 'PREVIOUS_GTIDS'
  | 21
  | 'ROWS_QUERY'
  | 22

export type VEventType__Output = typeof VEventType[keyof typeof VEventType]
