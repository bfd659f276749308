/** The reasons why a line breaks a rule, and what a remark says. */
import { shortened } from '../../input';
import type { Deployment } from '../../lifecycle';
import {
  describeViolation,
  type Objection,
  type OddEvent,
  type OverlapWindow,
  type Remark,
  type Violation,
} from '../../trace';
import { RuleText } from '../rule-text';
import { PossibleDeployments } from './possible-deployments';

/** Recorded texts may be of any length. */
const lengthMax = 300;

/** A violation with the rules that refuse the line. */
export function ViolationReport({ violation }: { readonly violation: Violation }) {
  const { line, claim, possible, objections, window, exception } = violation;
  return (
    <section class="violation" aria-label={`Line ${line} breaks a rule`}>
      <h3>Line {line} breaks a rule</h3>
      <p>
        It claims that <bdi>{shortened(claim, lengthMax)}</bdi>.
      </p>
      {window === null ? (
        <>
          <p>Just before it, the pipeline was in one of these:</p>
          <PossibleDeployments deployments={possible} />
          <Objections objections={objections} />
        </>
      ) : (
        <WindowReport window={window} />
      )}
      {exception !== null && (
        <>
          <p>Only this would explain it, and it hardly ever happens:</p>
          <OddEvents events={exception.events} />
          {exception.ruledOutBy !== null && <p>Line {exception.ruledOutBy.line} rules that out.</p>}
        </>
      )}
      <details>
        <summary>As check tells it</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
        <pre tabIndex={0}>{describeViolation(violation)}</pre>
      </details>
    </section>
  );
}

/** A remark on a line that is legal only because of something odd. */
export function RemarkReport({ remark }: { readonly remark: Remark }) {
  return (
    <section class="remark" aria-label={`Remark on line ${remark.line}`}>
      <h3>Remark on line {remark.line}</h3>
      <p>It is legal only if this happened, which hardly ever does:</p>
      <OddEvents events={remark.events} />
    </section>
  );
}

function WindowReport({ window }: { readonly window: OverlapWindow }) {
  const { lines, possible, orders, others, isPartial } = window;
  return (
    <>
      <p>
        Lines {lines.map(({ line }) => line).join(', ')} overlap, and no order that their times
        allow is possible. Just before them, the pipeline was in one of these:
      </p>
      <PossibleDeployments deployments={possible} />
      <ul>
        {orders.map((order) => (
          <li key={order.lines.join()}>
            <p>
              In the order {order.lines.join(', ')}, the last line claims that{' '}
              <bdi>{shortened(order.claim, lengthMax)}</bdi>:
            </p>
            <Objections objections={order.objections} />
          </li>
        ))}
        {others > 0 && (
          <li>
            {isPartial ? 'More than ' : ''}
            {others} further orders get no further.
          </li>
        )}
      </ul>
    </>
  );
}

function Objections({ objections }: { readonly objections: readonly Objection[] }) {
  return (
    <ul class="objections">
      {objections.map(({ rule, because, deployments }) => (
        <li key={rule.id}>
          <p>
            In {pairTexts(deployments)}: <strong>{because}</strong>.
          </p>
          <RuleText rule={rule} />
        </li>
      ))}
    </ul>
  );
}

function OddEvents({ events }: { readonly events: readonly OddEvent[] }) {
  return (
    <ul class="objections">
      {events.map(({ event, after, before, rule }) => (
        <li key={event}>
          <p>
            {after === null ? `Before line ${before}` : `Between lines ${after} and ${before}`},{' '}
            {event}.
          </p>
          {rule !== null && <RuleText rule={rule} />}
        </li>
      ))}
    </ul>
  );
}

function pairTexts(deployments: readonly Deployment[]): string {
  const pairs = deployments.map(({ status, desiredStatus }) => `${status}/${desiredStatus}`);
  return [...new Set(pairs)].join(', ');
}
