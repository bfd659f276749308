/** The arrows of the map: each event that would be accepted or applied. */
import type { Deployment } from '../../lifecycle';
import type { Lead } from '../map';
import { type ActionVariants, checkpointToCome, offeredObservations } from '../model';

/** Returns everything that would lead to other statuses. Pure. */
export function leadsFrom(
  deployment: Deployment,
  offered: readonly ActionVariants[],
): readonly Lead[] {
  const data = { generation: 'present', checkpoint: checkpointToCome(deployment) } as const;
  const actions = offered.flatMap(({ variants }) => variants).filter(({ accepted }) => accepted);
  const observed = offeredObservations(deployment, data).filter(({ applied }) => applied);
  return [
    ...actions.map(({ action: { type }, request: name, after }): Lead => {
      return { kind: 'action', type, name, after };
    }),
    ...observed.map(({ type, after }): Lead => ({ kind: 'observation', type, name: type, after })),
  ];
}
