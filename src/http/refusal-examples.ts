/** How actions are refused, with an example of each: what `decide` really answers, for the documents. */
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

/** One way in which an action is refused. */
export interface RefusalExample {
  readonly httpStatus: RefusalStatus;
  readonly rule: string;
  /** When, in the words of the rule. */
  readonly statement: string;
  readonly body: ErrorResponse;
}

/** The name that the documents give to a pipeline in an example. */
export const exampleName = 'non-existent-pipeline';

let examples: ReadonlyMap<ActionType, readonly RefusalExample[]> | undefined;

/** Every rule that refuses this action, in the order in which they are met. Pure: computed once. */
export function refusalExamplesOf(type: ActionType): readonly RefusalExample[] {
  examples ??= explored();
  return examples.get(type) ?? [];
}

function explored(): ReadonlyMap<ActionType, readonly RefusalExample[]> {
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

/** No refusal is for want of two capabilities at once. */
function lacksAtMostOne(capabilities: Capabilities): boolean {
  return Object.values(capabilities).filter((has) => !has).length <= 1;
}
