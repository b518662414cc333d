

export interface SetReadOnlyRequest {
}

export interface SetReadOnlyRequest__Output {
}
