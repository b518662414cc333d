

export interface VDiffResumeResponse {
}

export interface VDiffResumeResponse__Output {
}
