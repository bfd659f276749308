/** The error for invalid deployments. */
import { describeProblem, InvalidInputError, type Problem } from '../input';

/** The error for a deployment that is malformed or cannot occur. `problems` lists every problem. */
export class InvalidDeploymentError extends InvalidInputError {
  override readonly name = 'InvalidDeploymentError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems[0], `Invalid deployment: ${problems.map(describeProblem).join(' ')}`);
    this.problems = Object.freeze([...problems]);
  }
}
