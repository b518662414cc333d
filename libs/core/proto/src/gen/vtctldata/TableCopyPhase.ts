
export const TableCopyPhase = {
  UNKNOWN: 'UNKNOWN',
  NOT_STARTED: 'NOT_STARTED',
  IN_PROGRESS: 'IN_PROGRESS',
  COMPLETE: 'COMPLETE',
} as const;

export type TableCopyPhase =
  | 'UNKNOWN'
  | 0
  | 'NOT_STARTED'
  | 1
  | 'IN_PROGRESS'
  | 2
  | 'COMPLETE'
  | 3

export type TableCopyPhase__Output = typeof TableCopyPhase[keyof typeof TableCopyPhase]
