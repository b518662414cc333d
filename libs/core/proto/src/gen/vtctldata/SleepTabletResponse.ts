

export interface SleepTabletResponse {
}

export interface SleepTabletResponse__Output {
}
