

export interface StreamHealthRequest {
}

export interface StreamHealthRequest__Output {
}
