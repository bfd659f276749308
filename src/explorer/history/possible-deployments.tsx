/** The deployments that are possible at a point of a history. */
import { type Deployment, deploymentStatuses, desiredStatuses } from '../../lifecycle';

/** The pairs of statuses, and every field of the deployments on demand. */
export function PossibleDeployments({
  deployments,
}: {
  readonly deployments: readonly Deployment[];
}) {
  return (
    <>
      <ul class="possible-pairs">
        {pairsIn(deployments).map(([status, desiredStatus]) => (
          <li key={`${status}/${desiredStatus}`} class="possible-pair" data-status={status}>
            <span class="status-name">{status}</span>, desired {desiredStatus}
          </li>
        ))}
      </ul>
      <details>
        <summary>
          {deployments.length === 1
            ? 'All fields of the one deployment'
            : `All fields of the ${deployments.length} deployments`}
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
        <section class="wide" tabIndex={0} aria-label="Possible deployments">
          <table>
            <thead>
              <tr>
                {fieldTitles.map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {deployments.map((each, index) => (
                <tr key={index}>
                  <td>{each.status}</td>
                  <td>{each.desiredStatus}</td>
                  <td>{each.initial ?? '–'}</td>
                  <td>{each.bootstrapPolicy ?? '–'}</td>
                  <td>{each.bootstrapApproved ? 'yes' : 'no'}</td>
                  <td>{each.error === null ? 'no' : 'yes'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}

const fieldTitles = ['Status', 'Desired', 'Initial', 'Bootstrap policy', 'Approved', 'Error'];

/** The pairs, each once, in the order of the vocabulary. */
function pairsIn(deployments: readonly Deployment[]) {
  return deploymentStatuses.flatMap((status) =>
    desiredStatuses
      .filter((desired) =>
        deployments.some((each) => each.status === status && each.desiredStatus === desired),
      )
      .map((desired) => [status, desired] as const),
  );
}
