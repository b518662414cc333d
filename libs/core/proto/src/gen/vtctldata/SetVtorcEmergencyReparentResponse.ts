

export interface SetVtorcEmergencyReparentResponse {
}

export interface SetVtorcEmergencyReparentResponse__Output {
}
