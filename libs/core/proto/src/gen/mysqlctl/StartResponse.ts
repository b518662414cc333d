

export interface StartResponse {
}

export interface StartResponse__Output {
}
