

export interface ResetSequencesResponse {
}

export interface ResetSequencesResponse__Output {
}
