/** The deployments that a recorded history leaves possible. */

export { Candidate, CandidatePool, CandidateSet } from './candidates';
export { consistentWith } from './consistent-with';
export { firstIllegal } from './first-illegal';
