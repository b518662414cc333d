

export interface UpdateSequenceTablesResponse {
}

export interface UpdateSequenceTablesResponse__Output {
}
