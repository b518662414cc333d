

export interface ReadReparentJournalInfoResponse {
  'length'?: (number);
}

export interface ReadReparentJournalInfoResponse__Output {
  'length': (number);
}
