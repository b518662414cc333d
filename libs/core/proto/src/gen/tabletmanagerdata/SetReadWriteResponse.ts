

export interface SetReadWriteResponse {
}

export interface SetReadWriteResponse__Output {
}
