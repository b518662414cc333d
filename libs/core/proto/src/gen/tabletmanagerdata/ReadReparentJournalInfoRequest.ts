

export interface ReadReparentJournalInfoRequest {
}

export interface ReadReparentJournalInfoRequest__Output {
}
