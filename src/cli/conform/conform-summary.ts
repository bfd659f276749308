/** The summary of a conformance test, with the commands to try next. */
import { type Capabilities, capabilityNames, decide, reachableDeployments } from '../../lifecycle';
import {
  type ConformanceReport,
  describeConformance,
  type Failure,
} from '../../testing/conformance';
import { parseEntry } from '../../trace';
import { defaultDialect } from '../dialects';
import { type Io, paint } from '../io';
import { timeText } from '../times';
import { budgetIn, type ConformOptions, historyFile } from './conform-options';

/** Returns the summary, as the terminal shows it. */
export function conformSummary(
  report: ConformanceReport,
  url: string,
  options: ConformOptions,
  io: Io,
): string {
  const color = report.outcome === 'conforms' ? 'green' : 'red';
  const [verdict, ...rest] = describeConformance(report).split('\n');
  const next = nextLines(report, url, options);
  return [paint(io, color, verdict ?? ''), ...rest, ...next].join('\n');
}

function nextLines(report: ConformanceReport, url: string, options: ConformOptions): string[] {
  const { outcome, failures } = report;
  if (failures.length > 0) {
    const lacking = failures.flatMap((each) => lackingLines(each, options));
    return [
      '',
      ...failures.map((each, index) => {
        const which = failures.length === 1 ? '' : ` of violation ${index + 1}`;
        const file = historyFile(options, index);
        return `The history${which} is in ${file}. ${judgingText(each, file, options)}`;
      }),
      ...new Set(lacking),
      `To test again: ${conformCommand(url, options)}`,
    ];
  }
  return outcome === 'unreachable' ? ['', `To see an answer: ${pollCommand(url, options)}`] : [];
}

/** Suggests `--without` for each capability without which the last answer would be right. */
function lackingLines({ history }: Failure, { capabilities }: ConformOptions): string[] {
  const last = history.at(-1);
  if (last === undefined || !Object.hasOwn(JSON.parse(last), 'call')) return [];
  const entry = parseEntry(last);
  if (entry.kind !== 'call') return [];
  const answersSo = (present: Capabilities) =>
    reachableDeployments(present).some((deployment) => {
      const decision = decide(deployment, entry.action, present);
      return !decision.accepted && decision.error.error_code === entry.errorCode;
    });
  if (answersSo(capabilities)) return [];
  return capabilityNames
    .filter((name) => capabilities[name] && answersSo({ ...capabilities, [name]: false }))
    .map((name) => `If this pipeline cannot do that, say so: --without ${name}`);
}

/** The history of a walk contains neither times nor bodies, so `check` cannot judge these. */
function judgingText(
  { kind, strict }: Failure,
  history: string,
  { dialect }: ConformOptions,
): string {
  if (kind === 'stuck') return 'It shows what led there; each of its lines is legal.';
  if (kind === 'malformed') return 'It ends with the call whose answer has a wrong body.';
  const words = [...dialectWords(dialect), ...(strict ? ['--strict'] : []), shellWord(history)];
  return `To judge it again: pipeline-lifecycle check ${words.join(' ')}`;
}

/** The option for a dialect other than the documents. */
function dialectWords({ written, dialect }: ConformOptions['dialect']): readonly string[] {
  return dialect === defaultDialect.dialect ? [] : ['--dialect', shellWord(written)];
}

/** The command that makes the same choices again. */
function conformCommand(url: string, options: ConformOptions): string {
  const { pipeline, prefix, apiKeyEnv, capabilities, statuses } = options;
  const { seed, timeout, patience, clients, strict, keepGoing } = options;
  const { milliseconds, walks, calls } = budgetIn(options);
  const lacking = capabilityNames.filter((name) => !capabilities[name]);
  const given: readonly (readonly [string, string | undefined])[] = [
    ['pipeline', pipeline],
    ['prefix', prefix],
    ['api-key-env', apiKeyEnv],
    ...lacking.map((name) => ['without', name] as const),
    ...Object.entries(statuses).map(([name, ours]) => ['status', `${name}=${ours}`] as const),
    ['seed', String(seed)],
    ['budget', milliseconds === undefined ? undefined : timeText(milliseconds)],
    ['walks', walks?.toString()],
    ['calls', calls?.toString()],
    ['timeout', timeText(timeout)],
    ['patience', timeText(patience)],
    ['clients', clients === 1 ? undefined : String(clients)],
  ];
  const flags = [...(strict ? ['--strict'] : []), ...(keepGoing ? ['--keep-going'] : [])];
  const words = given.flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  const dialect = dialectWords(options.dialect);
  return ['pipeline-lifecycle conform', shellWord(url), ...dialect, ...words, ...flags].join(' ');
}

/** The command that polls the pipeline once. */
function pollCommand(url: string, options: ConformOptions): string {
  const { pipeline, prefix = '/v0/pipelines/', apiKeyEnv } = options;
  const key = apiKeyEnv === undefined ? '' : `-H "Authorization: Bearer $${apiKeyEnv}" `;
  const address = `${url.replace(/\/+$/, '')}${prefix}${encodeURIComponent(pipeline)}`;
  return `curl -i ${key}${shellWord(address)}`;
}

/** Quotes a text, if necessary, so that every shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
