
export const TabletType = {
  UNKNOWN: 'UNKNOWN',
  PRIMARY: 'PRIMARY',
  MASTER: 'MASTER',
  REPLICA: 'REPLICA',
  RDONLY: 'RDONLY',
  BATCH: 'BATCH',
  SPARE: 'SPARE',
  EXPERIMENTAL: 'EXPERIMENTAL',
  BACKUP: 'BACKUP',
  RESTORE: 'RESTORE',
  DRAINED: 'DRAINED',
} as const;

export type TabletType =
  | 'UNKNOWN'
  | 0
  | 'PRIMARY'
  | 1
  | 'MASTER'
  | 1
  | 'REPLICA'
  | 2
  | 'RDONLY'
  | 3
  | 'BATCH'
  | 3
  | 'SPARE'
  | 4
  | 'EXPERIMENTAL'
  | 5
  | 'BACKUP'
  | 6
  | 'RESTORE'
  | 7
  | 'DRAINED'
  | 8

export type TabletType__Output = typeof TabletType[keyof typeof TabletType]
