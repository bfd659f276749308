/** The pairs of statuses as a grid to pick from, and the capabilities of the pipeline. */
import {
  type Capabilities,
  capabilityMeanings,
  capabilityNames,
  type Deployment,
  deploymentStatuses,
  desiredStatuses,
  reachableDeployments,
} from '../../lifecycle';
import { type Walk, walkToPair } from '../model';

interface PairsProps {
  readonly deployment: Deployment;
  readonly capabilities: Capabilities;
  readonly onPick: (walk: Walk) => void;
}

/** The grid of all pairs. */
export function PairsPanel({ deployment, capabilities, onPick }: PairsProps) {
  return (
    <section class="card" aria-labelledby="pairs-title">
      <h2 id="pairs-title">Go to a pair of statuses</h2>
      <table class="pairs">
        <thead>
          <tr>
            <td />
            {desiredStatuses.map((desiredStatus) => (
              <th key={desiredStatus} scope="col">
                <span>{desiredStatus}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deploymentStatuses.map((status) => (
            <tr key={status} data-status={status}>
              <th scope="row">{status}</th>
              {desiredStatuses.map((desiredStatus) => {
                const walk = walkToPair(capabilities, status, desiredStatus);
                const occurs = pairs.has(`${status} ${desiredStatus}`);
                const isHere =
                  deployment.status === status && deployment.desiredStatus === desiredStatus;
                return (
                  <td key={desiredStatus}>
                    {occurs && (
                      <button
                        type="button"
                        disabled={walk === undefined}
                        aria-pressed={isHere}
                        onClick={() => walk && onPick(walk)}
                      >
                        <span aria-hidden="true">{isHere ? '●' : '○'}</span>
                        <span class="unseen">
                          {status}, desired {desiredStatus}
                        </span>
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="source">
        Rows: the status. Columns: the desired status. Empty: they never occur together.
      </p>
    </section>
  );
}

/** The pairs that occur if all capabilities are present. */
const pairs = new Set(
  reachableDeployments().map(({ status, desiredStatus }) => `${status} ${desiredStatus}`),
);

interface CapabilitiesProps {
  readonly capabilities: Capabilities;
  readonly onChange: (capabilities: Capabilities) => void;
}

/** A switch for each capability. */
export function CapabilitiesPanel({ capabilities, onChange }: CapabilitiesProps) {
  return (
    <fieldset class="card capabilities">
      <legend>Capabilities of the pipeline</legend>
      {capabilityNames.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={capabilities[name]}
            onChange={({ currentTarget: { checked } }) =>
              onChange({ ...capabilities, [name]: checked })
            }
          />
          <span>
            <code>{name}</code> {capabilityMeanings[name]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
