

export interface WaitForPositionResponse {
}

export interface WaitForPositionResponse__Output {
}
