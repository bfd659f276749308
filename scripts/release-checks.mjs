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
  const wanted = `## ${version} - ${today}`;
  const [, latest, date] = /^## (\S+)(?:.*?(\d{4}-\d{2}-\d{2}))?/m.exec(changelog) ?? [];
  if (latest !== version) {
    problems.push(
      `CHANGELOG.md begins with ${latest ?? 'nothing'}: it should begin with "${wanted}".`,
    );
  } else if (date === undefined) {
    problems.push(`CHANGELOG.md has no date for ${version}: write "${wanted}".`);
  } else if (date > today) {
    problems.push(`CHANGELOG.md dates ${version} to ${date}, which is still to come.`);
  }
  return problems;
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
