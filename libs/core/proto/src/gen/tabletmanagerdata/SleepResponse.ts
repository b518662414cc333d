

export interface SleepResponse {
}

export interface SleepResponse__Output {
}
