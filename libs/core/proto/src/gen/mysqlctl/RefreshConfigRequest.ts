

export interface RefreshConfigRequest {
}

export interface RefreshConfigRequest__Output {
}
