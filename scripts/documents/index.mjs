/** The documents that are generated as a whole; each text comes from the library alone. */
import { openApi } from 'pipeline-lifecycle/http';
import { actionsPage } from './actions.mjs';
import { errorsPage } from './errors.mjs';
import { rulesPage } from './rules.mjs';
import { statusesPage } from './statuses.mjs';

/** For each path, a function that makes the whole file. */
export const documents = {
  'docs/statuses.md': statusesPage,
  'docs/actions.md': actionsPage,
  'docs/errors.md': errorsPage,
  'docs/rules.md': rulesPage,
  'docs/openapi.json': () => `${JSON.stringify(openApi(), null, 2)}\n`,
};
