/** Several requests of one action, as one text. */
import { expect, test } from 'vitest';
import { requestsText } from '../../src/cli/requests';
import {
  type CompleteAction,
  createDeployment,
  type Deployment,
  everyAction,
} from '../../src/lifecycle';

const stopped = createDeployment();
const underWay = (initial: Deployment['initial']): Deployment => ({
  ...stopped,
  ...{ status: 'Running', desiredStatus: 'Running', initial, bootstrapPolicy: 'allow' },
});
const started = [underWay('paused'), underWay('running')];

const startsWith = (fits: (action: CompleteAction<'start'>) => boolean) => (each: CompleteAction) =>
  each.type === 'start' && fits(each);

test.each<[text: string, fits: (each: CompleteAction) => boolean, deployments: Deployment[]]>([
  ['stop', ({ type }) => type === 'stop', started],
  ['stop?force=false', (each) => each.type === 'stop' && !each.force, started],
  ['pause', ({ type }) => type === 'pause', started],
  ['start', startsWith(() => true), started],
  ['start', startsWith(() => true), [stopped]],
  ['start?initial=running', startsWith(({ initial }) => initial === 'running'), started],
  ['start?initial=paused or running', startsWith((each) => each.initial !== 'standby'), started],
  [
    'start?bootstrap_policy=reject&dismiss_error=false',
    startsWith((each) => each.bootstrapPolicy === 'reject' && !each.dismissError),
    [stopped],
  ],
  ['', () => false, started],
])('%s', (text, fits, deployments) => {
  const requests = deployments.flatMap((deployment) =>
    everyAction.filter(fits).map((action) => ({ action, deployment })),
  );
  expect(requestsText(requests)).toBe(text);
});

test.each([
  ['start?initial=(same)', true],
  ['start?initial=(other)', false],
])('%s compares with the deployment under way', (text, isSame) => {
  const deployments = [underWay('standby'), ...started];
  const requests = deployments.flatMap((deployment) =>
    everyAction
      .filter(startsWith(({ initial }) => (initial === deployment.initial) === isSame))
      .map((action) => ({ action, deployment })),
  );
  expect(requestsText(requests)).toBe(text);
});
