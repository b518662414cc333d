

export interface SetReadOnlyResponse {
}

export interface SetReadOnlyResponse__Output {
}
