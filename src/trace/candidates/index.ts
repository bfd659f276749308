/** The deployments that a recorded history leaves possible. */

export { Candidate, CandidatePool, CandidateSet } from './candidates';
export { afterDecision, claimOf, consistentWith } from './consistent-with';
export { firstIllegal } from './first-illegal';
