

export interface ApplyRoutingRulesResponse {
}

export interface ApplyRoutingRulesResponse__Output {
}
