/** The verdict on a history in words, as short as a picture needs them. */
import { type Dialect, documents } from '../../dialect';
import { groupBy } from '../../input';
import type { BrokenOrder, OverlapWindow, Reconstruction, Remark, Violation } from '../../trace';

/** Says if the rules allow the history of a server of this dialect. Pure. */
export function verdictInWords({ violation, undecided }: Reconstruction, dialect: Dialect): string {
  if (violation?.window) {
    const lines = violation.window.lines.map(({ line }) => line);
    return `Lines ${lines.join(', ')} overlap, and no order of these is possible.`;
  }
  if (violation)
    return `Line ${violation.line} breaks a rule: no run of the lifecycle explains it.`;
  const where = dialect === documents ? '' : `, in the dialect ${dialect.id}`;
  if (undecided === null) return `The rules allow it${where}.`;
  return `It was not decided if the rules allow it${where}: too many orders are possible at line ${undecided.line}.`;
}

/** The label of the lines that no order explains. */
export const windowLabel = 'no order of these is possible';

/** Says why the history is illegal, in a sentence for each contradiction. Pure. */
export function accusationsOf({ line, claim, objections, window }: Violation): readonly string[] {
  if (window !== null) return [...ordersInWords(window), ...othersInWords(window)];
  return [`Line ${line} breaks a rule: ${claim}, but ${objections[0]?.because}.`];
}

/** Says which orders break the rules, those with the same contradiction at once. */
function ordersInWords({ orders }: OverlapWindow): readonly string[] {
  const alike = groupBy(orders, brokenRuleIn);
  return Array.from(alike, ([contradiction, those]) => {
    const each = those.map(({ lines }) => lines.join('-'));
    return `If decided in the order ${each.join(' or ')}, ${contradiction}.`;
  });
}

function brokenRuleIn({ lines, claim, objections }: BrokenOrder): string {
  return `line ${lines.at(-1)} breaks a rule: ${claim}, but ${objections[0]?.because}`;
}

function othersInWords({ others, isPartial }: OverlapWindow): readonly string[] {
  if (others === 0 && !isPartial) return [];
  if (isPartial) return [`More than ${others} other orders get no further.`];
  return [others === 1 ? 'One other order gets no further.' : `${others} others get no further.`];
}

/** Says what must have happened for a line to be legal. Pure. */
export function remarkInWords({ line, events }: Remark): string {
  const [first, ...others] = events.map(({ event }) => event);
  const all = [first, ...others.map((each) => `and ${each}`)].join(', ');
  return `Line ${line} is legal only if this happened, which hardly ever does: ${all}.`;
}
