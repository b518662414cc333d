

export interface MaxRatesRequest {
}

export interface MaxRatesRequest__Output {
}
