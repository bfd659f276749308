/** Everything about one pipeline: each action with its parameters, and the faults to provoke. */
import { useEffect, useRef } from 'preact/hooks';
import type { AvailableAction, PipelineBody } from '../../client';
import { ActionButton, reasonAgainst } from './action-button';
import { type Fault, faultLabel } from './faults';
import { stateInWords } from './fleet';
import { availableFor } from './pipeline-actions';

interface PipelinePanelProps {
  readonly name: string;
  /** Undefined if it is gone. */
  readonly pipeline: PipelineBody | undefined;
  readonly faults: readonly Fault[];
  readonly onAct: (pipeline: PipelineBody, available: AvailableAction) => void;
  readonly onProvoke: (pipeline: PipelineBody, fault: Fault) => void;
  readonly onClose: () => void;
}

/** The panel; the focus goes to its heading when it opens. */
export function PipelinePanel(props: PipelinePanelProps) {
  const { name, pipeline, onClose } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [name]);
  return (
    <section class="card pipeline" aria-label={`Pipeline ${name}`}>
      <div class="pipeline-heading">
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {pipeline === undefined ? (
        <p>There is no such pipeline any more.</p>
      ) : (
        <PipelineDetails {...props} pipeline={pipeline} />
      )}
    </section>
  );
}

interface PipelineDetailsProps extends PipelinePanelProps {
  readonly pipeline: PipelineBody;
}

function PipelineDetails({ pipeline, faults, onAct, onProvoke }: PipelineDetailsProps) {
  const actions = availableFor(pipeline) ?? [];
  const others = actions.filter(({ changes }) => !changes);
  const act = (available: AvailableAction) => onAct(pipeline, available);
  return (
    <>
      <p>{stateInWords(pipeline)}</p>
      <ErrorText error={pipeline.deployment_error} />
      {faults.length > 0 && (
        <>
          <h3>Faults of the simulator</h3>
          <ul class="faults">
            {faults.map((fault) => (
              <li key={fault.name}>
                <button
                  type="button"
                  title={fault.effect}
                  data-fault={fault.name}
                  onClick={() => onProvoke(pipeline, fault)}
                >
                  {faultLabel(fault)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Actions, with their parameters</h3>
      <LiveActions actions={actions.filter(({ changes }) => changes)} onAct={act} />
      <details>
        <summary>{others.length} others, and why not</summary>
        <LiveActions actions={others} onAct={act} />
      </details>
    </>
  );
}

interface LiveActionsProps {
  readonly actions: readonly AvailableAction[];
  readonly onAct: (available: AvailableAction) => void;
}

function LiveActions({ actions, onAct }: LiveActionsProps) {
  return (
    <ul class="variants">
      {actions.map((each) => (
        <li key={each.request}>
          <ActionButton available={each} onAct={onAct} />
          <code>{each.request}</code>
          <span class="reason">{reasonAgainst(each)}</span>
        </li>
      ))}
    </ul>
  );
}

function ErrorText({ error }: { readonly error: PipelineBody['deployment_error'] }) {
  if (error === null || error === undefined) return null;
  return <pre class="whole">{JSON.stringify(error, null, 2)}</pre>;
}
