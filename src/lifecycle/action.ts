/** Actions: what a user asks of a pipeline. The vocabulary declares their types and parameters. */
import { deepFreeze, fieldsOf, member, PrivateMark, throwFirst } from '../input';
import type { DesiredStatus } from './statuses';
import { type ActionType, actions, actionTypes, desiredByInitial } from './vocabulary';

type Parameters<Type extends ActionType> = (typeof actions)[Type]['parameters'];
type Value<Parameter> = Parameter extends { values: readonly (infer Each)[] } ? Each : never;

/**
 * An intersection as one object type, so that editors show its fields.
 * @inline
 */
export type Simplify<Shape> = { [Key in keyof Shape]: Shape[Key] };

/** An action with every parameter present. */
export type CompleteAction<Type extends ActionType = ActionType> = Type extends ActionType
  ? Simplify<
      { readonly type: Type } & {
        readonly [Name in keyof Parameters<Type>]: Value<Parameters<Type>[Name]>;
      }
    >
  : never;

/** An action of a user. A parameter that is left out has its documented default. */
export type Action<Type extends ActionType = ActionType> = Type extends ActionType
  ? Simplify<
      { readonly type: Type } & {
        readonly [Name in keyof Parameters<Type>]?: Value<Parameters<Type>[Name]> | undefined;
      }
    >
  : never;

/** A parameter of any action, as the vocabulary declares it. */
export interface ParameterDeclaration {
  readonly values: readonly (string | boolean)[];
  readonly default: string | boolean;
}

/**
 * Returns the parameters of an action type, by name. Pure. Throws InvalidInputError for anything
 * else.
 */
export function parametersOf(type: ActionType): Readonly<Record<string, ParameterDeclaration>> {
  throwFirst(member('type', type, actionTypes));
  return actions[type].parameters;
}

/**
 * Returns the action with the defaults of all parameters that are left out. Pure. Throws
 * InvalidInputError for an unknown type.
 */
export function withDefaults<Given extends Action>(action: Given): CompleteAction<Given['type']> {
  if (markedPosition(action) >= 0) return action as CompleteAction<Given['type']>;
  const given = fieldsOf(action, 'action', 'an object with a type');
  const type = given.type as ActionType;
  const parameters = parametersOf(type);
  const complete: Record<string, unknown> = { type };
  for (const [name, parameter] of Object.entries(parameters)) {
    complete[name] = given[name] ?? parameter.default;
  }
  return complete as unknown as CompleteAction<Given['type']>;
}

/** The mark of a member of `everyAction`: its position. */
class PositionMark extends PrivateMark {
  readonly #position: number;

  constructor(action: CompleteAction, position: number) {
    super(action);
    this.#position = position;
  }

  static on(value: object): number {
    return #position in value ? value.#position : -1;
  }
}

/** Every action with every combination of its parameters, in the order of the vocabulary. */
export const everyAction: readonly CompleteAction[] = deepFreeze(everyVariant());

/* @__NO_SIDE_EFFECTS__ */
function everyVariant(): CompleteAction[] {
  const all = actionTypes.flatMap(variantsOf);
  for (const [position, action] of all.entries()) new PositionMark(action, position);
  return all;
}

/** Returns the position of a member of `everyAction`; -1 for anything else. */
export function markedPosition(value: unknown): number {
  return typeof value === 'object' && value !== null ? PositionMark.on(value) : -1;
}

function variantsOf(type: ActionType): CompleteAction[] {
  let variants: Record<string, string | boolean>[] = [{ type }];
  for (const [name, { values }] of Object.entries(parametersOf(type))) {
    variants = variants.flatMap((variant) =>
      values.map((value) => ({ ...variant, [name]: value })),
    );
  }
  return variants as unknown as CompleteAction[];
}

/**
 * Returns the desired status that an action asks for; null for approve and dismissError. Pure.
 * Throws InvalidInputError for an unknown type.
 */
export function requestedStatus(action: Action): DesiredStatus | null {
  return requestedBy(withDefaults(action));
}

/** Does as `requestedStatus` for an action that has its parameters. */
export function requestedBy(action: CompleteAction): DesiredStatus | null {
  switch (action.type) {
    case 'start':
    case 'activate':
      return desiredByInitial[action.initial];
    case 'stop':
      return action.force ? 'Stopped' : 'Suspended';
    case 'pause':
      return 'Paused';
    case 'resume':
      return 'Running';
    case 'approve':
    case 'dismissError':
      return null;
  }
}
