

export interface SetReadWriteRequest {
}

export interface SetReadWriteRequest__Output {
}
