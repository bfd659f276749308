/** A version is published only if everything about it is as it should be. */
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a script, not a module with types
import { releaseProblems } from '../../scripts/release-checks.mjs';

const ready = {
  version: '1.2.3',
  changes: '',
  changelog: '# Changelog\n\n## 1.2.3 - 2026-01-31\n\n- News.\n\n## 1.2.2\n',
  published: false,
  tags: ['v1.2.3'],
  repository: { type: 'git', url: 'git+https://example.com/pipelines.git' },
  canSign: true,
  today: '2026-01-31',
};

describe('a release', () => {
  test('has no problem if the version is clean, dated, new, tagged and can be signed', () => {
    expect(releaseProblems(ready)).toEqual({ ofVersion: [], ofPlace: [] });
  });

  test.each([
    ['files are not committed', { changes: '?? new.ts' }, '?? new.ts'],
    ['the version is published', { published: true }, '1.2.3 is published already'],
    [
      'the changelog has another version',
      { changelog: '## 1.2.30 - 2026-01-31' },
      'begins with 1.2.30',
    ],
    [
      'changes have no version',
      { changelog: '## Unreleased\n## 1.2.3 - 2026-01-31' },
      'begins with Unreleased',
    ],
    ['the changelog is empty', { changelog: '' }, 'begins with nothing'],
    ['the changelog has no date', { changelog: '## 1.2.3\n## 1.2.2 - 2026-01-01' }, 'no date'],
    ['the date is to come', { today: '2026-01-30' }, 'to 2026-01-31'],
  ])('is not ready if %s', (_, fault, words) => {
    const { ofVersion, ofPlace } = releaseProblems({ ...ready, ...fault });
    expect(ofVersion).toEqual([expect.stringContaining(words)]);
    expect(ofPlace).toEqual([]);
  });

  test.each([
    ['the commit has another tag', { tags: ['v1.2.2'] }, 'git tag v1.2.3'],
    ['no repository is named', { repository: undefined }, '"repository"'],
    ['nobody vouches for the build', { canSign: false }, 'CI job'],
  ])('cannot be published from here if %s', (_, fault, words) => {
    const { ofVersion, ofPlace } = releaseProblems({ ...ready, ...fault });
    expect(ofVersion).toEqual([]);
    expect(ofPlace).toEqual([expect.stringContaining(words)]);
  });
});
