

export interface VDiffDeleteResponse {
}

export interface VDiffDeleteResponse__Output {
}
