/** The documents and the source maps of the package lead only to what the package has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLinks, linksOf } from '../repository/links';
import { type Installation, install, manifest } from './install';

let installed: Installation;
beforeAll(() => {
  installed = install();
});
afterAll(() => installed?.remove());

/** These pages may lead to tests and scripts, which only the repository has. */
const forContributors =
  /^(CONTRIBUTING|AGENTS)\.md$|^docs\/(architecture|mutants|performance)\.md$|^docs\/decisions\//;

describe('the documents', () => {
  test('have a README whose links and pictures all work', () => {
    expect(linksOf(installed.read('README.md')).length).toBeGreaterThan(10);
    expect(brokenLinks('README.md', installed)).toEqual([]);
  });

  test('have pages for users whose links and pictures all work', () => {
    const pages = installed.files.filter(
      (path) => path.endsWith('.md') && !forContributors.test(path),
    );
    expect(pages).toEqual(expect.arrayContaining(['docs/rules.md', 'diagrams/README.md']));
    const broken = pages.flatMap((path) =>
      brokenLinks(path, installed).map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the source maps', () => {
  test.each([
    ['an ECMAScript module', 'module', 'await import'],
    ['a CommonJS module', 'commonjs', 'require'],
  ])('lead from a stack trace of %s into the sources', (_, type, load) => {
    const script = `
      const { parseDeployment } = ${load}('${manifest.name}');
      try { parseDeployment({}); } catch ({ stack }) { console.log(stack); }`;
    const options = ['--enable-source-maps', `--input-type=${type}`, '--eval'];
    const { stdout, stderr } = installed.node(...options, script);
    expect(stderr).toBe('');
    const [, path = '', line] = /at parseDeployment \(.*?(src\/\S+):(\d+):\d+\)/.exec(stdout) ?? [];
    expect(installed.files).toContain(path);
    const above = installed.read(path).split('\n').slice(0, Number(line));
    const begun = above.filter((each) => /^(export )?function /.test(each));
    expect(begun.at(-1)).toMatch(/^export function parseDeployment\(/);
  });
});
