

export interface SetWritableResponse {
}

export interface SetWritableResponse__Output {
}
