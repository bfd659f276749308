/** The OpenAPI document, as two linters with all of their rules judge it. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import { openApi } from '../../src/http';

type Linter = (document: object) => Promise<string[]>;

const redocly: Linter = async (document) => {
  const config = await createConfig({ extends: ['recommended'] });
  const source = JSON.stringify(document);
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
};

const spectralWithAllRules: Linter = async (document) => {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas as RulesetDefinition, 'all']],
    // It wants the address of a contact; the operator of a server has one, this library has none.
    rules: { 'contact-properties': 'off' },
  });
  const problems = await linter.run(JSON.stringify(document));
  return problems.map(({ code, message, path }) => `${code}: ${message} ${path.join('/')}`);
};

const linters = { redocly, spectral: spectralWithAllRules };
const names = Object.keys(linters) as (keyof typeof linters)[];

test.each(names)('%s has nothing to say, whatever the base path', async (name) => {
  for (const basePath of ['/v0', '']) {
    expect(await linters[name](openApi({ basePath })), basePath).toEqual([]);
  }
});

test.each(names)('%s is heard if there is something to say', async (name) => {
  const { paths, ...rest } = openApi();
  const { '/pipelines': pipelines, ...others } = paths as Record<string, object>;
  const broken = { ...pipelines, get: { tags: ['Pipelines'], responses: {} } };
  const said = await linters[name]({ ...rest, paths: { ...others, '/pipelines': broken } });
  expect(said.length).toBeGreaterThan(1);
});
