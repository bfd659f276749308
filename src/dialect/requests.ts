/** Actions in a declaration, as requests: `pause`, `stop?force=false`. */
import { InvalidInputError, itemsOf } from '../input';
import { actionTypes, type CompleteAction, everyAction, toQuery, wireName } from '../lifecycle';

/**
 * The actions that these requests name; parameters that they leave out may have any value. Throws
 * InvalidInputError.
 */
export function actionsIn(value: unknown, field: string): ReadonlySet<CompleteAction> {
  return new Set(arrayIn(value, field).flatMap((each) => matching(each, field)));
}

function matching(request: unknown, field: string): readonly CompleteAction[] {
  const [name, search = ''] = typeof request === 'string' ? request.split(/\?(.*)/s) : [];
  const asked = [...new URLSearchParams(search)].map((each) => each.join('='));
  const found = everyAction.filter((action) => {
    const given = Object.entries(toQuery(action)).map((each) => each.join('='));
    return wireName(action.type) === name && asked.every((each) => given.includes(each));
  });
  if (found.length > 0) return found;
  const allowed = `a request such as stop?force=false, of ${actionTypes.map(wireName).join(', ')}`;
  throw new InvalidInputError({ field, value: request, allowed });
}

/** The items of a list. Throws InvalidInputError for anything else. */
export function arrayIn(value: unknown, field: string): readonly unknown[] {
  const items = itemsOf(value, field);
  if (items !== undefined) return items;
  throw new InvalidInputError({ field, value, allowed: 'an array' });
}
