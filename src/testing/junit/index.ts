/** Results for CI as JUnit XML, which every CI can show. */

/** A test case. */
export interface JUnitCase {
  readonly name: string;
  readonly seconds: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  /** The elements in it, as XML. */
  readonly lines: readonly string[];
}

/** Returns a suite of these cases. Pure. */
export function junitXml(suite: string, cases: readonly JUnitCase[], seconds: string): string {
  const count = (result: JUnitCase['result']) =>
    cases.filter((each) => each.result === result).length;
  const counts = [
    `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`,
    `skipped="${count('skipped')}" time="${seconds}"`,
  ].join(' ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xmlText(suite)}" ${counts}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, seconds, lines }: JUnitCase): readonly string[] {
  const start = `    <testcase classname="pipeline-lifecycle" name="${xmlText(name)}" time="${seconds}"`;
  if (lines.length === 0) return [`${start}/>`];
  return [`${start}>`, ...lines.map((line) => `      ${line}`), '    </testcase>'];
}

/** Text in XML; characters that XML cannot represent are left out. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
