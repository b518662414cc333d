

export interface VDiffStopResponse {
}

export interface VDiffStopResponse__Output {
}
