

export interface FullStatusRequest {
}

export interface FullStatusRequest__Output {
}
