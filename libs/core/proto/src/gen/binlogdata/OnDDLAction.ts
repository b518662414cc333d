
export const OnDDLAction = {
  IGNORE: 'IGNORE',
  STOP: 'STOP',
  EXEC: 'EXEC',
  EXEC_IGNORE: 'EXEC_IGNORE',
} as const;

export type OnDDLAction =
  | 'IGNORE'
  | 0
  | 'STOP'
  | 1
  | 'EXEC'
  | 2
  | 'EXEC_IGNORE'
  | 3

export type OnDDLAction__Output = typeof OnDDLAction[keyof typeof OnDDLAction]
