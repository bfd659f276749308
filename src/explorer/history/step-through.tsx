/** A judged history: its lines, and what is possible after the selected one. */
import { useMemo, useState } from 'preact/hooks';
import { shortened } from '../../input';
import { parseEntry } from '../../trace';
import { useAnnounce } from '../announcer';
import type { JudgedHistory } from './judging';
import { LineList, type LineMark } from './line-list';
import { PossibleDeployments } from './possible-deployments';
import { accusedLine } from './verdict-words';
import { RemarkReport, ViolationReport } from './violation-report';

/** The lines to step through, and the report on the selected one. */
export function StepThrough({ history }: { readonly history: JudgedHistory }) {
  const { lines } = history;
  const accused = accusedLine(history);
  const [chosen, setChosen] = useState({ history, line: accused || 1 });
  const announce = useAnnounce();
  const marks = useMemo(() => marksOf(history), [history]);
  // Another history begins with its own line.
  const line = chosen.history === history ? chosen.line : accused || 1;
  const select = (to: number) => setChosen({ history, line: to });
  const go = (to: number) => {
    const next = Math.min(Math.max(1, to), lines.length);
    select(next);
    announce(`Line ${next} of ${lines.length}: ${shortened(lines[next - 1] ?? '', 100)}`);
  };
  const jumps = [...marks].filter(([, mark]) => mark !== 'window');
  return (
    <div class="steps">
      <div class="steps-lines">
        <fieldset class="step-buttons">
          <legend class="unseen">Step</legend>
          <StepButton label="First" isOff={line === 1} onClick={() => go(1)} />
          <StepButton label="Previous" isOff={line === 1} onClick={() => go(line - 1)} />
          <StepButton label="Next" isOff={line === lines.length} onClick={() => go(line + 1)} />
          <StepButton label="Last" isOff={line === lines.length} onClick={() => go(lines.length)} />
          {jumps.slice(0, jumpsMax).map(([to, mark]) => (
            <button key={to} type="button" data-mark={mark} onClick={() => go(to)}>
              {mark === 'remark' ? 'Remark' : 'Problem'} in line {to}
            </button>
          ))}
        </fieldset>
        <LineList
          lines={lines}
          selected={line}
          onSelect={select}
          markOf={(each) => marks.get(each) ?? null}
        />
      </div>
      <LineReport history={history} line={line} />
    </div>
  );
}

/** The most remarks that have a button of their own; the list shows all of them. */
const jumpsMax = 6;

interface StepButtonProps {
  readonly label: string;
  /** True if there is no such step; the button keeps the focus all the same. */
  readonly isOff: boolean;
  readonly onClick: () => void;
}

function StepButton({ label, isOff, onClick }: StepButtonProps) {
  return (
    <button type="button" aria-disabled={isOff} onClick={isOff ? undefined : onClick}>
      {label}
    </button>
  );
}

function marksOf(history: JudgedHistory): ReadonlyMap<number, LineMark> {
  const marks = new Map<number, LineMark>();
  for (const { line } of history.report?.remarks ?? []) marks.set(line, 'remark');
  for (const { line } of history.report?.violation?.window?.lines ?? []) marks.set(line, 'window');
  const accused = accusedLine(history);
  if (accused > 0) marks.set(accused, 'refused');
  return new Map([...marks].sort(([one], [other]) => one - other));
}

interface LineReportProps {
  readonly history: JudgedHistory;
  readonly line: number;
}

function LineReport({ history, line }: LineReportProps) {
  const text = history.lines[line - 1] ?? '';
  const possible = history.possible.get(line);
  const { violation, remarks } = history.report ?? { violation: null, remarks: [] };
  const remark = remarks.find((each) => each.line === line);
  return (
    <section class="card line-report" aria-label={`Report on line ${line}`}>
      <h2>Line {line}</h2>
      <pre class="whole">
        <bdi>{shortened(text, 2_000)}</bdi>
      </pre>
      {violation?.line === line && <ViolationReport violation={violation} />}
      {remark !== undefined && <RemarkReport remark={remark} />}
      {possible === undefined ? (
        violation?.line !== line && <p>{whyNothingPossible(history, text)}</p>
      ) : (
        <>
          <h3>Possible after it, until the next line</h3>
          <PossibleDeployments deployments={possible} />
        </>
      )}
    </section>
  );
}

function whyNothingPossible({ report }: JudgedHistory, text: string): string {
  if (report === null) return 'The history cannot be read, so it has no verdict.';
  const entry = text.trim() === '' ? null : parseEntry(text.replace(/^\uFEFF/, ''));
  if (entry?.kind !== 'call' && entry?.kind !== 'seen') {
    return 'Neither a call nor a reading: nothing changes.';
  }
  if (entry.kind === 'call' && entry.answer === null) {
    return 'No answer came: the call may take effect at any time from here on, or never.';
  }
  return 'This line, or one before it, has no verdict or breaks a rule, so nothing is possible.';
}
