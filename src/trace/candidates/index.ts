/** The deployments that a recorded history leaves possible. */

export { Candidate } from './candidate';
export { CandidatePool } from './candidate-pool';
export { CandidateSet, fewer } from './candidate-set';
export { claimOf } from './claims';
export { afterDecision, consistentWith } from './consistent-with';
export { firstIllegal } from './first-illegal';
export { type AssumedObservation, plainestCourse } from './plainest-course';
export { type Oddity, oddities } from './provenance';
