/** The deployments that a recorded history leaves possible. */
export { keep } from './keep';
export { Candidate, Candidates, Possible } from './possible';
