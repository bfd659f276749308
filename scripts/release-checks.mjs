/** The checks of a release, on facts that `release.mjs` gathers. */

/**
 * The problems of a version as it stands, and of the place where it is to be published. Pure.
 *
 * `changes` is what git reports as not committed, `tags` are those of the commit, `published` says
 * if the registry has the version, `canSign` if this is a CI job that can vouch for the build, and
 * `today` is a date like 2026-01-31.
 */
export function releaseProblems(facts) {
  return { ofVersion: problemsOfVersion(facts), ofPlace: problemsOfPlace(facts) };
}

function problemsOfVersion({ version, changes, changelog, published, today }) {
  const problems = [];
  if (changes !== '') problems.push(`These files are not committed:\n${changes}`);
  if (published)
    problems.push(`${version} is published already: raise the version in package.json.`);
  const date = dateOf(changelog, version);
  const heading = `## ${version} (${today})`;
  if (date === undefined) problems.push(`CHANGELOG.md has no heading "${heading}".`);
  else if (date === null)
    problems.push(`CHANGELOG.md has no date for ${version}: write "${heading}".`);
  else if (date > today) problems.push(`CHANGELOG.md dates ${version} ${date}, which is to come.`);
  return problems;
}

/** The date in the heading of a version; null if it has none, undefined if there is no heading. */
function dateOf(changelog, version) {
  const heading = changelog
    .split('\n')
    .find((line) => /^## /.test(line) && line.split(' ')[1] === version);
  return heading && (/\d{4}-\d{2}-\d{2}/.exec(heading)?.[0] ?? null);
}

function problemsOfPlace({ version, tags, repository, canSign }) {
  const problems = [];
  if (!tags.includes(`v${version}`)) {
    problems.push(`The commit is not tagged: git tag v${version}, and push the tag.`);
  }
  if (repository === undefined) {
    problems.push('package.json has no "repository", which npm compares with the provenance.');
  }
  if (!canSign) {
    problems.push('Only a CI job with an identity can sign: .github/workflows/release.yml is one.');
  }
  return problems;
}
