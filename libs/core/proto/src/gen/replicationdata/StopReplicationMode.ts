
export const StopReplicationMode = {
  IOANDSQLTHREAD: 'IOANDSQLTHREAD',
  IOTHREADONLY: 'IOTHREADONLY',
} as const;

export type StopReplicationMode =
  | 'IOANDSQLTHREAD'
  | 0
  | 'IOTHREADONLY'
  | 1

export type StopReplicationMode__Output = typeof StopReplicationMode[keyof typeof StopReplicationMode]
