/** An example of each refusal of an action, for OpenAPI: the real answers of `decide`. */
import {
  type ActionType,
  type Capabilities,
  decide,
  type ErrorResponse,
  everyAction,
  everyCapabilities,
  reachableDeployments,
  withPipelineName,
} from '../lifecycle';
import { type RefusalStatus, ruleOf } from '../lifecycle/rules';

/** One refusal of an action. */
export interface RefusalExample {
  readonly httpStatus: RefusalStatus;
  readonly rule: string;
  /** The condition, in the words of the rule. */
  readonly statement: string;
  readonly body: ErrorResponse;
}

/** The name of a missing pipeline in the examples of the documents. */
export const exampleName = 'non-existent-pipeline';

let examples: ReadonlyMap<ActionType, readonly RefusalExample[]> | undefined;

/** Returns an example for every rule that refuses this action. Computed once. */
export function refusalExamplesOf(type: ActionType): readonly RefusalExample[] {
  examples ??= findExamples();
  return examples.get(type) ?? [];
}

function findExamples(): ReadonlyMap<ActionType, readonly RefusalExample[]> {
  const found = new Map<string, { readonly type: ActionType; readonly example: RefusalExample }>();
  for (const capabilities of everyCapabilities.filter(lacksAtMostOne)) {
    for (const deployment of reachableDeployments(capabilities)) {
      for (const action of everyAction) {
        const decision = decide(deployment, action, capabilities);
        if (decision.accepted || found.has(decision.rule)) continue;
        const { httpStatus, rule, error } = decision;
        const { statement } = ruleOf(rule);
        const body = withPipelineName(error, 'orders');
        const example = Object.freeze({ httpStatus, rule, statement, body });
        found.set(rule, { type: action.type, example });
      }
    }
  }
  const all = [...found.values()];
  return new Map(
    all.map(({ type }) => [
      type,
      all.filter((each) => each.type === type).map(({ example }) => example),
    ]),
  );
}

/** No refusal needs two missing capabilities at once. */
function lacksAtMostOne(capabilities: Capabilities): boolean {
  return Object.values(capabilities).filter((has) => !has).length <= 1;
}
