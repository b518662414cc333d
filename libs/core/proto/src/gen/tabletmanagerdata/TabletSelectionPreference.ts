
export const TabletSelectionPreference = {
  ANY: 'ANY',
  INORDER: 'INORDER',
  UNKNOWN: 'UNKNOWN',
} as const;

export type TabletSelectionPreference =
  | 'ANY'
  | 0
  | 'INORDER'
  | 1
  | 'UNKNOWN'
  | 3

export type TabletSelectionPreference__Output = typeof TabletSelectionPreference[keyof typeof TabletSelectionPreference]
