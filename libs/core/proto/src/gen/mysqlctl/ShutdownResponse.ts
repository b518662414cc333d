

export interface ShutdownResponse {
}

export interface ShutdownResponse__Output {
}
