

export interface VersionStringRequest {
}

export interface VersionStringRequest__Output {
}
