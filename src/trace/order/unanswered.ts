/** The calls without an answer, which may take effect at any time after they began, or never. */
import type { LineOperation } from './operation';

/** The calls without an answer, by their claim, in the order in which they began. */
export type Unanswered = ReadonlyMap<string, readonly UnansweredCall[]>;

/** A call without an answer. */
export interface UnansweredCall {
  readonly operation: LineOperation;
  /** True if a line that began only after the client had given up has been decided. */
  readonly isOverdue: boolean;
}

/** The calls, and one more that has just begun. */
export function withCall(unanswered: Unanswered, operation: LineOperation): Unanswered {
  const { claim } = operation;
  const alike = unanswered.get(claim) ?? [];
  return new Map(unanswered).set(claim, [...alike, { operation, isOverdue: false }]);
}

/** The calls without an answer, once this operation has been decided. */
export function overdueAfter(unanswered: Unanswered, { entry, began }: LineOperation): Unanswered {
  const isOverdue = ({ operation, isOverdue }: UnansweredCall) =>
    isOverdue || entry.times === null || operation.entry.times === null || began > operation.gaveUp;
  const changed = [...unanswered.values()]
    .flat()
    .some((call) => !call.isOverdue && isOverdue(call));
  if (!changed) return unanswered;
  return new Map(
    Array.from(unanswered, ([claim, calls]) => [
      claim,
      calls.map((call) => ({ ...call, isOverdue: isOverdue(call) })),
    ]),
  );
}
