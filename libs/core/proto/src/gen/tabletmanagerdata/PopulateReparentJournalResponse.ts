

export interface PopulateReparentJournalResponse {
}

export interface PopulateReparentJournalResponse__Output {
}
